package io.wgorch.ssh;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Blocking work with an end: the caller always gets away in time, and an interrupt always reaches it.
final class Bounded {
    private Bounded() {}

    /// Does the work on a virtual thread and waits for it.
    ///
    /// @param abort makes the work end (closes what it blocks on); called when the limit has passed or the
    ///        caller was interrupted. It must not block.
    static <T> T call(Callable<T> work, Duration limit, Runnable abort)
            throws ExecutionException, TimeoutException, InterruptedException {
        FutureTask<T> task = new FutureTask<>(work);
        Thread worker = Thread.ofVirtual().name("wgorch-ssh").start(task);
        try {
            return task.get(limit.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException | InterruptedException e) {
            abort.run();
            worker.interrupt();
            throw e;
        }
    }
}
