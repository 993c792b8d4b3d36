#include "status.h"
#include <stdarg.h>
#include <stdio.h>

status fail(message *m, status s, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(m->text, sizeof m->text, format, arguments);
    va_end(arguments);
    return s;
}
