package io.wgorch.run;

import java.util.Collection;
import java.util.Map;
import java.util.NavigableMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import java.util.stream.Collectors;

/// The same work for many, side by side on virtual threads, at most `forks` at a time.
final class FanOut {
    private final Semaphore forks;

    FanOut(int forks) {
        this.forks = new Semaphore(forks);
    }

    /// Waits for all. A programming error in one is thrown once all have ended.
    <K extends Comparable<K>, T> NavigableMap<K, T> forEach(Collection<K> items, Function<K, T> work) {
        NavigableMap<K, T> results = new ConcurrentSkipListMap<>();
        Map<K, RuntimeException> failures = new ConcurrentHashMap<>();
        Map<K, Thread> threads = items.stream()
                .distinct()
                .collect(Collectors.toMap(
                        item -> item,
                        item -> Thread.ofVirtual().name("host " + item).start(() -> {
                            try {
                                forks.acquire();
                                try {
                                    results.put(item, work.apply(item));
                                } finally {
                                    forks.release();
                                }
                            } catch (InterruptedException e) {
                                Thread.currentThread().interrupt();
                            } catch (RuntimeException e) {
                                failures.put(item, e);
                            }
                        })));
        threads.values().forEach(FanOut::join);
        failures.values().forEach(e -> {
            throw e;
        });
        return results;
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
