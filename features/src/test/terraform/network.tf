resource "aws_vpc" "main" {
  cidr_block           = "10.77.0.0/16"
  enable_dns_hostnames = true

  tags = {
    Name       = "${var.word}"
    generation = "${var.generation}"
  }
}

resource "aws_subnet" "public" {
  count                   = 2
  vpc_id                  = "${aws_vpc.main.id}"
  cidr_block              = "${cidrsubnet(aws_vpc.main.cidr_block, 8, count.index)}"
  availability_zone       = "${data.aws_availability_zones.all.names[count.index]}"
  map_public_ip_on_launch = "${var.generation == 2}"
}

resource "aws_internet_gateway" "main" {
  vpc_id = "${aws_vpc.main.id}"
}

resource "aws_route_table" "public" {
  vpc_id = "${aws_vpc.main.id}"

  route {
    cidr_block = "0.0.0.0/0"
    gateway_id = "${aws_internet_gateway.main.id}"
  }
}

resource "aws_route_table_association" "public" {
  count          = 2
  subnet_id      = "${element(aws_subnet.public.*.id, count.index)}"
  route_table_id = "${aws_route_table.public.id}"
}

resource "aws_eip" "nat" {
  vpc = true
}

resource "aws_nat_gateway" "main" {
  allocation_id = "${aws_eip.nat.id}"
  subnet_id     = "${aws_subnet.public.0.id}"
  depends_on    = ["aws_internet_gateway.main"]
}

resource "aws_route_table" "private" {
  vpc_id = "${aws_vpc.main.id}"
}

resource "aws_route" "private" {
  route_table_id         = "${aws_route_table.private.id}"
  destination_cidr_block = "0.0.0.0/0"
  nat_gateway_id         = "${aws_nat_gateway.main.id}"
}

resource "aws_security_group" "tasks" {
  name        = "${var.word}"
  description = "of tasks"
  vpc_id      = "${aws_vpc.main.id}"

  ingress {
    from_port   = "${8080 + var.generation}"
    to_port     = "${8080 + var.generation}"
    protocol    = "tcp"
    cidr_blocks = ["10.77.0.0/16"]
    description = "the word"
  }

  egress {
    from_port   = 0
    to_port     = 0
    protocol    = "-1"
    cidr_blocks = ["0.0.0.0/0"]
  }
}

resource "aws_security_group" "clients" {
  name   = "${var.word}-clients"
  vpc_id = "${aws_vpc.main.id}"
}

resource "aws_security_group_rule" "clients" {
  type                     = "ingress"
  security_group_id        = "${aws_security_group.clients.id}"
  from_port                = 443
  to_port                  = "${442 + var.generation}"
  protocol                 = "tcp"
  source_security_group_id = "${aws_security_group.tasks.id}"
}

resource "aws_network_interface" "main" {
  subnet_id       = "${aws_subnet.public.0.id}"
  security_groups = ["${aws_security_group.tasks.id}"]
}
