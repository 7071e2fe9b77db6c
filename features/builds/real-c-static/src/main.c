#include <stdio.h>
#include "word.h"
int main(void) { puts(WORD " version " VERSION); return 0; }
