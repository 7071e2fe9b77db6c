resource "aws_s3_bucket" "main" {
  bucket        = "${var.word}"
  force_destroy = true

  versioning {
    enabled = true
  }

  lifecycle_rule {
    id      = "old"
    enabled = true

    expiration {
      days = "${30 * var.generation}"
    }
  }

  server_side_encryption_configuration {
    rule {
      apply_server_side_encryption_by_default {
        sse_algorithm = "AES256"
      }
    }
  }

  cors_rule {
    allowed_methods = ["GET"]
    allowed_origins = ["https://${var.word}.example"]
  }

  tags = {
    generation = "${var.generation}"
  }
}

resource "aws_s3_bucket_object" "main" {
  bucket  = "${aws_s3_bucket.main.id}"
  key     = "a directory/word"
  content = "${var.word} ${var.generation}"
  acl     = "bucket-owner-full-control"
}

resource "aws_s3_bucket_public_access_block" "main" {
  bucket            = "${aws_s3_bucket.main.id}"
  block_public_acls = true
}

resource "aws_s3_bucket_policy" "main" {
  bucket     = "${aws_s3_bucket.main.id}"
  depends_on = ["aws_s3_bucket_public_access_block.main"]

  policy = <<EOF
{"Version": "2012-10-17", "Statement": [{"Sid": "no", "Effect": "Deny", "Principal": "*",
  "Action": "s3:GetObject", "Resource": "${aws_s3_bucket.main.arn}/none-${var.generation}"}]}
EOF
}

resource "aws_efs_file_system" "main" {
  creation_token = "${var.word}"

  tags = {
    Name       = "${var.word}"
    generation = "${var.generation}"
  }
}

resource "aws_efs_mount_target" "main" {
  file_system_id  = "${aws_efs_file_system.main.id}"
  subnet_id       = "${aws_subnet.public.0.id}"
  security_groups = ["${aws_security_group.tasks.id}"]
}

resource "aws_ssm_parameter" "main" {
  name      = "/${var.word}/word"
  type      = "SecureString"
  value     = "${var.word} ${var.generation}"
  overwrite = true

  tags = {
    generation = "${var.generation}"
  }
}
