package io.sockerless.features.crash;

import io.sockerless.features.crash.Subject.Phase;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** One client: has a handful of containers and volumes, and does one thing after another to one of them. */
final class Worker implements Runnable {
    private static final int MOST = 4;

    private final String name;
    private final Gate gate;
    private final Steps steps;
    private final Volumes volumes;
    private final OwnNetworks networks;
    private final RandomGenerator random;
    private final List<Subject> subjects = new ArrayList<>();
    private int counter;

    Worker(String name, Gate gate, Steps steps, Volumes volumes, OwnNetworks networks, RandomGenerator random) {
        this.name = name;
        this.gate = gate;
        this.steps = steps;
        this.volumes = volumes;
        this.networks = networks;
        this.random = random;
    }

    /** To be asked for while the gate is shut. */
    List<Subject> subjects() {
        return subjects;
    }

    Volumes volumes() {
        return volumes;
    }

    OwnNetworks networks() {
        return networks;
    }

    @Override
    public void run() {
        try {
            while (gate.enter()) {
                try {
                    step();
                } finally {
                    gate.leave();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private String word() {
        return name + "-" + counter++;
    }

    private boolean odds(int percent) {
        return random.nextInt(100) < percent;
    }

    private void step() {
        subjects.removeIf(subject -> subject.in(Phase.ABSENT));
        if (subjects.size() < MOST && odds(30) || subjects.isEmpty()) {
            var shape = Shape.random(
                    random,
                    word(),
                    odds(30) ? Optional.of(volumes.some(word())) : Optional.empty(),
                    odds(50) ? Optional.of(networks.home()) : Optional.empty());
            var subject = new Subject(shape);
            subjects.add(subject);
            steps.create(subject);
            if (subject.in(Phase.CREATED)) {
                shape.volume().ifPresent(volumes::made);
            }
        } else if (odds(10)) {
            if (odds(50)) {
                volumes.step(word());
            } else {
                networks.step(word());
            }
        } else {
            act(subjects.get(random.nextInt(subjects.size())));
        }
    }

    private void act(Subject subject) {
        if (subject.doomed) {
            steps.finish(subject);
        } else if (subject.phases().size() > 1 && !subject.shape.lasting()) {
            steps.await(subject);
        } else if (subject.in(Phase.CREATED)) {
            idle(subject, 75);
        } else if (subject.in(Phase.ENDED)) {
            idle(subject, 30);
        } else if (subject.in(Phase.PAUSED)) {
            if (odds(75)) {
                steps.pause(subject, false);
            } else {
                steps.remove(subject);
            }
        } else if (subject.in(Phase.RUNNING) && subject.shape.lasting()) {
            busy(subject);
        }
    }

    private void idle(Subject subject, int startPercent) {
        if (odds(startPercent)) {
            steps.start(subject);
        } else if (odds(60)) {
            steps.remove(subject);
        } else if (odds(50)) {
            steps.rename(subject, word());
        } else {
            steps.put(subject, word(), word());
        }
    }

    private void busy(Subject subject) {
        int choice = random.nextInt(100);
        if (choice < 20) {
            steps.exec(subject, word(), random.nextInt(100));
        } else if (choice < 25) {
            steps.execForLater(subject, word());
        } else if (choice < 45) {
            steps.talk(subject, word());
        } else if (choice < 58) {
            steps.stop(subject);
        } else if (choice < 62) {
            steps.kill(subject);
        } else if (choice < 67) {
            if (subject.shape.network().isEmpty()) {
                steps.connect(subject, networks.home(), odds(60));
            }
        } else if (choice < 75) {
            steps.restart(subject);
        } else if (choice < 83) {
            steps.remove(subject);
        } else if (choice < 90) {
            steps.pause(subject, true);
        } else if (choice < 95) {
            steps.put(subject, word(), word());
        } else {
            steps.rename(subject, word());
        }
    }
}
