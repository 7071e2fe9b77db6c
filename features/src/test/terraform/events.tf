resource "aws_lambda_function" "main" {
  function_name    = "${var.word}"
  runtime          = "provided"
  handler          = "none"
  role             = "${aws_iam_role.main.arn}"
  filename         = "${path.module}/function-${var.generation}.zip"
  source_code_hash = "${base64sha256(file("${path.module}/function-${var.generation}.zip"))}"
  memory_size      = "${128 * var.generation}"
  timeout          = 20
  publish          = true

  environment {
    variables = {
      WORD = "${var.word}"
    }
  }

  tags = {
    generation = "${var.generation}"
  }
}

resource "aws_lambda_alias" "main" {
  name             = "live"
  function_name    = "${aws_lambda_function.main.function_name}"
  function_version = "${aws_lambda_function.main.version}"
}

resource "aws_lambda_permission" "events" {
  statement_id  = "events"
  action        = "lambda:InvokeFunction"
  function_name = "${aws_lambda_function.main.function_name}"
  principal     = "events.amazonaws.com"
  source_arn    = "${aws_cloudwatch_event_rule.main.arn}"
}

resource "aws_lambda_permission" "logs" {
  statement_id  = "logs"
  action        = "lambda:InvokeFunction"
  function_name = "${aws_lambda_function.main.function_name}"
  principal     = "logs.eu-central-1.amazonaws.com"
}

resource "aws_cloudwatch_event_rule" "main" {
  name                = "${var.word}"
  schedule_expression = "rate(${var.generation + 1} hours)"
}

resource "aws_cloudwatch_event_target" "main" {
  rule  = "${aws_cloudwatch_event_rule.main.name}"
  arn   = "${aws_lambda_function.main.arn}"
  input = "{\"word\": \"${var.word}\"}"
}

resource "aws_cloudwatch_log_group" "main" {
  name              = "/ecs/${var.word}"
  retention_in_days = "${7 * var.generation}"

  tags = {
    generation = "${var.generation}"
  }
}

resource "aws_cloudwatch_log_stream" "main" {
  name           = "by-hand"
  log_group_name = "${aws_cloudwatch_log_group.main.name}"
}

resource "aws_cloudwatch_log_metric_filter" "main" {
  name           = "errors"
  pattern        = "ERROR"
  log_group_name = "${aws_cloudwatch_log_group.main.name}"

  metric_transformation {
    name      = "Errors"
    namespace = "${var.word}"
    value     = "${var.generation}"
  }
}

resource "aws_cloudwatch_log_subscription_filter" "main" {
  name            = "to-function"
  log_group_name  = "${aws_cloudwatch_log_group.main.name}"
  filter_pattern  = "SUBSCRIBED"
  destination_arn = "${aws_lambda_function.main.arn}"
  depends_on      = ["aws_lambda_permission.logs"]
}

resource "aws_cloudwatch_metric_alarm" "main" {
  alarm_name          = "${var.word}"
  comparison_operator = "GreaterThanThreshold"
  evaluation_periods  = 1
  metric_name         = "Errors"
  namespace           = "${var.word}"
  period              = 60
  statistic           = "Sum"
  threshold           = "${var.generation}"
}
