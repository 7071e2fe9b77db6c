#define WORD "hello"
