/* signalfd(2): signals as something that is read, instead of code that runs at any moment. */
#ifndef CLINUX_SIGNALS_H
#define CLINUX_SIGNALS_H

/* Blocks COUNT signals of this thread and answers a descriptor from which they are read. */
int linux_signals(const int *signals, int count);
/* The next signal; 0 when none waits. */
int linux_next_signal(int fd);

#endif
