/* Answers prompts with slmkit's library.

       make libslmkit
       cc -I build/lib cmd/libslmkit/example/example.c build/lib/libslmkit.a -lm -lpthread -ldl -o build/example
       build/example testdata/models/banking '"freeze my card"' '{"text": "send fifty bucks to my landlord"}' */

#include <stdio.h>
#include "slmkit.h"

int main(int argc, char **argv) {
    char *error = NULL;
    if (argc < 2) {
        fprintf(stderr, "usage: %s MODEL REQUEST...\n", argv[0]);
        return 2;
    }
    uintptr_t model = slmkit_load(argv[1], NULL, &error);
    if (!model) {
        fprintf(stderr, "%s\n", error);
        slmkit_free(error);
        return 1;
    }
    int failed = 0;
    for (int i = 2; i < argc; i++) {
        char *answer = slmkit_answer(model, argv[i], &error);
        if (answer) {
            puts(answer);
        } else {
            fprintf(stderr, "%s\n", error);
            slmkit_free(error);
            failed = 1;
        }
        slmkit_free(answer);
    }
    slmkit_close(model);
    return failed;
}
