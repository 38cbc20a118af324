package main

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strconv"

	"github.com/slmkit/slmkit/inference/lambda"
	"github.com/slmkit/slmkit/inference/serve"
)

// runtimeAPI is the variable with the address of Lambda's Runtime API. It is set on Lambda
// alone.
const runtimeAPI = "AWS_LAMBDA_RUNTIME_API"

// taskRoot is the folder of a Lambda function's files, where there is one: a place of a
// model.
func taskRoot() []string {
	if root := os.Getenv("LAMBDA_TASK_ROOT"); root != "" {
		return []string{root}
	}
	return nil
}

// onLambda are the arguments of slmkit on Lambda, which starts bootstrap without any.
func onLambda(args []string) []string {
	if len(args) == 0 && os.Getenv(runtimeAPI) != "" && filepath.Base(os.Args[0]) == "bootstrap" {
		return []string{"serve"}
	}
	return args
}

// serveLambda answers a Lambda function's invocations until ctx ends.
func (a *app) serveLambda(ctx context.Context, api string, o serveOptions) error {
	runtime := lambda.NewRuntime(api)
	s, options, err := o.lambdaServer(ctx, a)
	if err != nil {
		return errors.Join(err, runtime.InitError(ctx, err))
	}
	defer s.Close()
	handler, _ := o.ends.handlers(s)
	concurrency, _ := strconv.Atoi(os.Getenv("AWS_LAMBDA_MAX_CONCURRENCY")) // not set: one at a time
	return runtime.Run(ctx, lambda.New(lambda.Options{
		HTTP:        handler,
		Direct:      s.Ask,
		Answers:     a.out,
		Log:         options.Log,
		Concurrency: concurrency,
		Snapshot:    os.Getenv("AWS_LAMBDA_INITIALIZATION_TYPE") == "snap-start",
	}))
}

// lambdaServer loads the models. Lambda has checked who may invoke the function, which
// listens nowhere, so a request may ask for any name unless --hosts says which.
func (o *serveOptions) lambdaServer(ctx context.Context, a *app) (*serve.Server, serve.Options, error) {
	sources, err := o.sources()
	if err != nil {
		return nil, serve.Options{}, err
	}
	options, err := o.options(a)
	if err != nil {
		return nil, options, err
	}
	options.Hosts = o.access.hosts
	s, err := serve.New(ctx, sources, options)
	return s, options, err
}
