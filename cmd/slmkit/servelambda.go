package main

import (
	"context"
	"errors"
	"os"
	"path/filepath"

	"github.com/slmkit/slmkit/inference/lambda"
	"github.com/slmkit/slmkit/inference/serve"
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

// runLambda answers the invocations of a Lambda function until ctx ends.
func runLambda(ctx context.Context, a *app, r lambda.Runtime, sources []serve.Source, o serve.Options) error {
	s, err := serve.New(ctx, sources, o)
	if err != nil {
		return errors.Join(err, lambda.InitError(ctx, r, err))
	}
	defer s.Close()
	return lambda.Run(ctx, r, s.Handler(), lambda.Options{Direct: "/v1/parse", Answers: a.out, Log: o.Log})
}
