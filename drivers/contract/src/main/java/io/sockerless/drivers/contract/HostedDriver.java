package io.sockerless.drivers.contract;

import io.sockerless.drivers.spi.Driver;
import io.sockerless.drivers.spi.Task;
import io.sockerless.drivers.spi.TaskSpec;
import java.util.concurrent.CountDownLatch;

/**
 * A driver in a process of its own, to be killed. Prints a line per step, and waits for its end.
 *
 * <p>Arguments: the class of a {@link DriverSubject}, the place, and then for each container its id, how far it is to
 * get ({@code create}, {@code prepare} or {@code start}) and its script. With {@code churn} instead of containers it
 * makes and removes containers without end.
 */
public final class HostedDriver {
    private HostedDriver() {}

    public static void main(String[] args) throws Exception {
        DriverSubject subject =
                (DriverSubject) Class.forName(args[0]).getDeclaredConstructor().newInstance();
        Driver driver = subject.open(args[1]);
        System.out.println("open");
        if (args[2].equals("churn")) {
            churn(driver, subject);
        }
        for (int i = 2; i < args.length; i += 3) {
            TaskSpec spec = subject.fit(
                    TestContainer.script(args[i + 2]).stdin().id(args[i]).spec());
            driver.create(spec);
            Task task = args[i + 1].equals("create") ? null : driver.prepare(spec);
            if (args[i + 1].equals("start")) {
                task.start();
            }
            System.out.println(args[i + 1] + " " + spec.id() + " " + (task == null ? 0 : task.pid()));
        }
        System.out.println("done");
        new CountDownLatch(1).await();
    }

    private static void churn(Driver driver, DriverSubject subject) throws InterruptedException {
        for (int i = 0; ; i++) {
            TaskSpec spec = subject.fit(
                    TestContainer.script(i % 3 == 0 ? "sleep 100" : "exit 3").spec());
            System.out.println("churn " + spec.id());
            driver.create(spec);
            Task task = driver.prepare(spec);
            task.start();
            if (i % 3 != 0) {
                task.await();
                task.release();
            }
            if (i % 2 == 0) {
                driver.delete(spec.id());
            }
        }
    }
}
