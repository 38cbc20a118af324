// Package lambda makes an HTTP handler a function of AWS Lambda, without a web server
// between: it takes invocations from Lambda's Runtime API, several at once where Lambda
// sends them so, and turns the events of its usual sources into requests.
//
//	source                        told by                             answer
//	HTTP API, Function URL        version "2.0"                       statusCode, headers, cookies, body
//	REST API, HTTP API with 1.0   httpMethod                          statusCode, multiValueHeaders, body
//	load balancer                 requestContext.elb                  the same with statusDescription, in the form of headers that came
//	SQS                           Records with eventSource aws:sqs    batchItemFailures
//	anything else                                                     that of the direct handler
//
// Answers to a Function URL whose InvokeMode is RESPONSE_STREAM go out as they are made, if
// [Options] say so: no event tells the mode.
//
// The forms are those of AWS's documentation of each service. The Runtime API is that of
// 2018-06-01.
package lambda
