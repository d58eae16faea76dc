package io.wgorch.cli;

import java.util.concurrent.CountDownLatch;

/// What happens on Ctrl-C (SIGINT), SIGTERM and SIGHUP while this is open: the program ends, but not before this is
/// closed. Java gives no way to hear of a second one; SIGKILL is always safe, because the hosts undo by themselves.
final class Interruption implements AutoCloseable {
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread hook;

    Interruption(Runnable heard) {
        hook = new Thread(
                () -> {
                    heard.run();
                    await();
                },
                "interrupted");
        Runtime.getRuntime().addShutdownHook(hook);
    }

    private void await() {
        try {
            closed.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        closed.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException _) {
            // The program is ending already.
        }
    }
}
