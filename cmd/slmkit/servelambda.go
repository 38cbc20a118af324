package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"

	"github.com/slmkit/slmkit/inference/lambda"
	"github.com/slmkit/slmkit/inference/serve"
)

// Variables that Lambda sets.
const (
	runtimeAPI     = "AWS_LAMBDA_RUNTIME_API"         // address of the Runtime API
	maxConcurrency = "AWS_LAMBDA_MAX_CONCURRENCY"     // invocations that come at once
	initialization = "AWS_LAMBDA_INITIALIZATION_TYPE" // snap-start where a snapshot of the process is kept
)

// bootstrap is the name by which Lambda starts the program of a function.
const bootstrap = "bootstrap"

// arguments are those of the command line. A program that Lambda starts has none: it serves.
func arguments(args []string) []string {
	if len(args) == 1 && filepath.Base(args[0]) == bootstrap {
		return []string{"serve"}
	}
	return args[1:]
}

// placesOfModels are where hosts put a model: SageMaker, Hugging Face, KServe, an image of
// ours, and the archive of a Lambda function.
func placesOfModels() []string {
	places := []string{"/opt/ml/model", "/repository", "/mnt/models", "/models"}
	if root := os.Getenv("LAMBDA_TASK_ROOT"); root != "" {
		places = append(places, filepath.Join(root, "model"))
	}
	return places
}

// serveLambda answers the invocations of a Lambda function until ctx ends.
func (a *app) serveLambda(ctx context.Context, api string, o serveOptions) error {
	runtime := lambda.NewRuntime(api)
	s, f, err := o.lambdaFunction(ctx, a)
	if err != nil {
		if unheard := runtime.InitError(ctx, err); unheard != nil {
			err = errors.Join(err, fmt.Errorf("%s=%s: %w", runtimeAPI, api, unheard))
		}
		return err
	}
	defer s.Close()
	if err := runtime.Run(ctx, f); err != nil {
		return fmt.Errorf("%s=%s: %w", runtimeAPI, api, err)
	}
	return nil
}

// lambdaFunction loads the models. Lambda has checked who may invoke the function, which
// listens nowhere, so a request may ask for any name unless --hosts says which.
func (o *serveOptions) lambdaFunction(ctx context.Context, a *app) (*serve.Server, *lambda.Function, error) {
	concurrency := 1
	if n := os.Getenv(maxConcurrency); n != "" {
		var err error
		if concurrency, err = strconv.Atoi(n); err != nil || concurrency < 1 {
			return nil, nil, usageError("%s=%s is not a number above 0", maxConcurrency, n)
		}
	}
	sources, err := o.sources()
	if err != nil {
		return nil, nil, err
	}
	options, err := o.options(a)
	if err != nil {
		return nil, nil, err
	}
	options.Hosts = o.access.hosts
	s, err := serve.New(ctx, sources, options)
	if err != nil {
		return nil, nil, err
	}
	handler := s.Handler()
	return s, lambda.New(lambda.Options{
		HTTP:        handler,
		Routed:      serve.Routed,
		Direct:      s.Ask,
		Answers:     a.out,
		Log:         options.Log,
		Concurrency: concurrency,
		Stream:      o.stream,
		Snapshot:    os.Getenv(initialization) == "snap-start",
	}), nil
}
