/* slmkit.h: answer prompts with the calls of actions, in a program of any language.

   All strings are UTF-8 and end with a zero byte. A function that fails returns 0 or NULL,
   and puts a message into *error unless error is NULL. Free every string that comes back,
   messages too, with slmkit_free. All functions may be called by several threads at once;
   prompts that are asked at once share batches. Load after fork, not before. */
#ifndef SLMKIT_H
#define SLMKIT_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef const char slmkit_text;

/* slmkit_load loads the model in a folder. options is NULL or a JSON object with any of
   "precision" ("int8", "fp32"), "threads" (1 and up), "abstain_below" (0 to 1),
   "reference_date" ("YYYY-MM-DD") and "free" (true: outputs need not be valid calls).
   It returns the model, or 0. */
uintptr_t slmkit_load(slmkit_text *folder, slmkit_text *options, char **error);

/* slmkit_answer answers a request with the JSON that POST /v1/parse of slmkit serve
   answers. The request is what is posted there, such as {"text": "send fifty bucks"}, or
   the prompt as a JSON string, or a list of both, which gets a list. It returns the answer,
   or NULL. */
char *slmkit_answer(uintptr_t model, slmkit_text *request, char **error);

/* slmkit_close waits for the answers that are under way and frees the model. */
void slmkit_close(uintptr_t model);

/* slmkit_free frees a string of this library. NULL is ignored. */
void slmkit_free(char *string);

#ifdef __cplusplus
}
#endif

#endif
