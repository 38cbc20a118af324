# A serverless endpoint of SageMaker. First send the image in the folder image to a
# repository of ECR (skopeo copy oci:image docker://REPOSITORY:TAG) and model.tar.gz to S3.

terraform {
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.0"
    }
  }
}

variable "image" {
  description = "the image in ECR, with its tag or digest"
  type        = string
}

variable "model_url" {
  description = "where model.tar.gz is: s3://BUCKET/KEY"
  type        = string
}

variable "role_arn" {
  description = "the role that SageMaker takes: it may read the image and the model"
  type        = string
}

resource "aws_sagemaker_model" "model" {
  name               = "<<.Name>>"
  execution_role_arn = var.role_arn

  primary_container {
    image          = var.image
    model_data_url = var.model_url
  }

  tags = {
    "slmkit-model-hash" = "<<.Hash>>"
  }
}

resource "aws_sagemaker_endpoint_configuration" "model" {
  name = "<<.Name>>"

  production_variants {
    variant_name = "all"
    model_name   = aws_sagemaker_model.model.name

    serverless_config {
      memory_size_in_mb = 1024
      max_concurrency   = 5
    }
  }
}

resource "aws_sagemaker_endpoint" "model" {
  name                 = "<<.Name>>"
  endpoint_config_name = aws_sagemaker_endpoint_configuration.model.name
}
