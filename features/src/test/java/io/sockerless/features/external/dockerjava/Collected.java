package io.sockerless.features.external.dockerjava;

import com.github.dockerjava.api.async.ResultCallback;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** What a stream brought so far. */
final class Collected<T> extends ResultCallback.Adapter<T> {
    private final List<T> items = new ArrayList<>();

    @Override
    public synchronized void onNext(T item) {
        items.add(item);
        notifyAll();
    }

    synchronized List<T> items() {
        return List.copyOf(items);
    }

    /** Waits until all that came so far is what is wanted. */
    synchronized void await(Predicate<List<T>> wanted) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!wanted.test(items)) {
            long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
            if (left <= 0) {
                throw new AssertionError("only this came: " + items);
            }
            wait(left);
        }
    }

    /** Waits for the stream's end. */
    List<T> all() throws InterruptedException {
        if (!awaitCompletion(30, TimeUnit.SECONDS)) {
            throw new AssertionError("the stream does not end; so far: " + items());
        }
        return items();
    }
}
