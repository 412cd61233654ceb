/* Stands in for libcmt.lib: where a program begins, and what the compiler refers to. */
#include <stdlib.h>

int main(int argc, char **argv, char **environment);
int __getmainargs(int *argc, char ***argv, char ***environment, int wildcards, int *mode);

int _fltused = 1;
unsigned long long __security_cookie = 0x2B992DDFA232;

void __security_check_cookie(unsigned long long cookie) { (void)cookie; }

void mainCRTStartup(void) {
    int argc, mode = 0;
    char **argv, **environment;
    __getmainargs(&argc, &argv, &environment, 0, &mode);
    exit(main(argc, argv, environment));
}
