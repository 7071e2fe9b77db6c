#pragma once
#define LOG_ERR 3
#define LOG_INFO 6
#define LOG_USER 8
