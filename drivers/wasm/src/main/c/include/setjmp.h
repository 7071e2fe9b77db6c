#pragma once
typedef int jmp_buf[1];
typedef jmp_buf sigjmp_buf;
int setjmp(jmp_buf);
void longjmp(jmp_buf, int) __attribute__((noreturn));
#define sigsetjmp(b, s) setjmp(b)
#define siglongjmp longjmp
