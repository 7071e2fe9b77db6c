package io.sockerless.drivers.trees;

/** Why an operation failed, with the numbers of WASI preview 1. */
public enum Errno {
    ACCESS(2),
    BADF(8),
    BUSY(10),
    EXIST(20),
    FAULT(21),
    FBIG(22),
    ILSEQ(25),
    INVAL(28),
    IO(29),
    ISDIR(31),
    LOOP(32),
    MFILE(33),
    NAMETOOLONG(37),
    NOENT(44),
    NOSPC(51),
    NOSYS(52),
    NOTDIR(54),
    NOTEMPTY(55),
    NOTSOCK(57),
    NOTSUP(58),
    NXIO(60),
    PERM(63),
    PIPE(64),
    ROFS(69),
    SPIPE(70),
    XDEV(75);

    private final int number;

    Errno(int number) {
        this.number = number;
    }

    public int number() {
        return number;
    }
}
