package io.wgorch.lab;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;

/// The same work for many, side by side: so many at once that this machine stays usable.
final class FanOut {
    private static final int AT_ONCE = 8;

    private FanOut() {}

    /// One piece of the work.
    interface Work<T, R> {
        R apply(T item) throws LabException;
    }

    /// All results, in the order of the items. Everything is finished when it returns; every failure is in the message.
    static <T, R> SequencedMap<T, R> map(Collection<T> items, Work<T, R> work) throws LabException {
        Semaphore room = new Semaphore(AT_ONCE);
        SequencedMap<T, Future<R>> running = new LinkedHashMap<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (T item : items) {
                running.put(item, threads.submit(() -> {
                    room.acquire();
                    try {
                        return work.apply(item);
                    } finally {
                        room.release();
                    }
                }));
            }
            return collect(running);
        }
    }

    private static <T, R> SequencedMap<T, R> collect(SequencedMap<T, Future<R>> running) throws LabException {
        SequencedMap<T, R> results = new LinkedHashMap<>();
        List<String> failures = new ArrayList<>();
        for (Map.Entry<T, Future<R>> entry : running.entrySet()) {
            try {
                results.put(entry.getKey(), entry.getValue().get());
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof LabException expected)) {
                    throw new IllegalStateException(e);
                }
                failures.add(expected.getMessage());
            } catch (InterruptedException e) {
                running.values().forEach(f -> f.cancel(true));
                Thread.currentThread().interrupt();
                throw new LabException("interrupted", e);
            }
        }
        if (!failures.isEmpty()) {
            throw new LabException(
                    String.join("\n", failures.stream().distinct().toList()));
        }
        return results;
    }
}
