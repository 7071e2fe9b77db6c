resource "aws_ecs_cluster" "main" {
  name = "${var.word}"

  tags = {
    generation = "${var.generation}"
  }
}

resource "aws_ecs_task_definition" "main" {
  family                   = "${var.word}"
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = "256"
  memory                   = "512"
  execution_role_arn       = "${aws_iam_role.main.arn}"
  task_role_arn            = "${aws_iam_role.main.arn}"

  volume {
    name = "scratch"
  }

  container_definitions = <<EOF
[{
  "name": "main", "image": "busybox", "essential": true, "stopTimeout": 2,
  "command": ["sh", "-c", "trap 'exit 0' TERM; echo $WORD $(ls -d /scratch) $((6 * 7)); while :; do sleep 0.2; done"],
  "environment": [{"name": "WORD", "value": "${var.word}-${var.generation}"}],
  "mountPoints": [{"sourceVolume": "scratch", "containerPath": "/scratch"}],
  "portMappings": [{"containerPort": 8080}],
  "secrets": [{"name": "SECRET", "valueFrom": "${aws_ssm_parameter.main.arn}"}],
  "logConfiguration": {"logDriver": "awslogs", "options": {
    "awslogs-group": "${aws_cloudwatch_log_group.main.name}", "awslogs-region": "eu-central-1", "awslogs-stream-prefix": "it"}}
}]
EOF
}

resource "aws_ecs_service" "main" {
  name            = "${var.word}"
  cluster         = "${aws_ecs_cluster.main.id}"
  task_definition = "${aws_ecs_task_definition.main.arn}"
  desired_count   = "${var.generation}"
  launch_type     = "FARGATE"
  depends_on      = ["aws_iam_role_policy.main"]

  network_configuration {
    subnets          = ["${aws_subnet.public.*.id}"]
    security_groups  = ["${aws_security_group.tasks.id}"]
    assign_public_ip = true
  }
}

resource "aws_ecr_repository" "main" {
  name = "${var.word}"

  tags = {
    generation = "${var.generation}"
  }
}

resource "aws_ecr_lifecycle_policy" "main" {
  repository = "${aws_ecr_repository.main.name}"

  policy = <<EOF
{"rules": [{"rulePriority": 1, "description": "few", "action": {"type": "expire"},
  "selection": {"tagStatus": "untagged", "countType": "imageCountMoreThan", "countNumber": ${var.generation}}}]}
EOF
}

resource "aws_ecr_repository_policy" "main" {
  repository = "${aws_ecr_repository.main.name}"

  policy = <<EOF
{"Version": "2008-10-17", "Statement": [
  {"Sid": "all", "Effect": "Allow", "Principal": "*", "Action": ["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"]}]}
EOF
}
