data "aws_iam_policy_document" "assume" {
  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["ecs-tasks.amazonaws.com", "lambda.amazonaws.com"]
    }
  }
}

data "aws_iam_policy_document" "logs" {
  statement {
    actions   = ["logs:CreateLogStream", "logs:PutLogEvents"]
    resources = ["${aws_cloudwatch_log_group.main.arn}"]
  }
}

data "aws_iam_policy_document" "bucket" {
  statement {
    actions   = ["${var.generation == 1 ? "s3:GetObject" : "s3:*"}"]
    resources = ["${aws_s3_bucket.main.arn}/*"]
  }
}

resource "aws_iam_role" "main" {
  name               = "${var.word}"
  description        = "generation ${var.generation}"
  assume_role_policy = "${data.aws_iam_policy_document.assume.json}"

  tags = {
    generation = "${var.generation}"
  }
}

resource "aws_iam_role_policy" "main" {
  name   = "logs"
  role   = "${aws_iam_role.main.id}"
  policy = "${data.aws_iam_policy_document.logs.json}"
}

resource "aws_iam_policy" "main" {
  name   = "${var.word}"
  path   = "/it/"
  policy = "${data.aws_iam_policy_document.bucket.json}"
}

resource "aws_iam_role_policy_attachment" "main" {
  role       = "${aws_iam_role.main.name}"
  policy_arn = "${aws_iam_policy.main.arn}"
}

resource "aws_iam_role_policy_attachment" "managed" {
  role       = "${aws_iam_role.main.name}"
  policy_arn = "arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy"
}

resource "aws_iam_instance_profile" "main" {
  name = "${var.word}"
  role = "${aws_iam_role.main.name}"
}

resource "aws_iam_user" "main" {
  name = "${var.word}"

  tags = {
    generation = "${var.generation}"
  }
}

resource "aws_iam_access_key" "main" {
  user = "${aws_iam_user.main.name}"
}
