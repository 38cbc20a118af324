// Package lambda lets an http.Handler answer the invocations of an AWS Lambda function.
//
// [Run] asks Lambda's Runtime API for invocations, several at a time where Lambda allows it,
// and hands each to the handler as the HTTP request that it stands for: an event of an API
// Gateway (payload 1.0 or 2.0), of a Function URL, of an application load balancer, a
// message of a queue (SQS), or a bare JSON value. The answer goes back in the form that the
// source of the event takes.
//
// The forms are those of AWS's documentation, "Using AWS Lambda with …", and of its Runtime
// API, version 2018-06-01.
package lambda
