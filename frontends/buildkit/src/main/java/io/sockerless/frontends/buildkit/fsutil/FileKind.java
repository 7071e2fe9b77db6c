package io.sockerless.frontends.buildkit.fsutil;

import io.sockerless.frontends.buildkit.wire.fsutil.Stat;

/** What an entry is, of Go's bits for kinds of files. */
public enum FileKind {
    FILE,
    DIRECTORY,
    SYMLINK,
    HARD_LINK,
    /** A device, a pipe, a socket. */
    OTHER;

    static final int GO_DIRECTORY = 1 << 31;
    static final int GO_SYMLINK = 1 << 27;
    private static final int GO_DEVICE = 1 << 26;
    private static final int GO_PIPE = 1 << 25;
    private static final int GO_SOCKET = 1 << 24;
    private static final int GO_SETUID = 1 << 23;
    private static final int GO_SETGID = 1 << 22;
    private static final int GO_CHARACTER_DEVICE = 1 << 21;
    private static final int GO_STICKY = 1 << 20;
    private static final int GO_IRREGULAR = 1 << 19;
    private static final int OTHERS = GO_DEVICE | GO_PIPE | GO_SOCKET | GO_CHARACTER_DEVICE | GO_IRREGULAR;
    private static final int PERMISSIONS = 0777;

    static FileKind of(Stat stat) {
        int mode = stat.getMode();
        if ((mode & GO_DIRECTORY) != 0) {
            return DIRECTORY;
        }
        if ((mode & GO_SYMLINK) != 0) {
            return SYMLINK;
        }
        if ((mode & OTHERS) != 0) {
            return OTHER;
        }
        return stat.getLinkname().isEmpty() ? FILE : HARD_LINK;
    }

    /** Whether the other side counts on being asked for its content: anything without a kind of its own. */
    static boolean hasContent(Stat stat) {
        return of(stat) == FILE;
    }

    /** The bits of Unix. */
    static int permissions(Stat stat) {
        int mode = stat.getMode();
        return (mode & PERMISSIONS)
                | ((mode & GO_SETUID) != 0 ? 04000 : 0)
                | ((mode & GO_SETGID) != 0 ? 02000 : 0)
                | ((mode & GO_STICKY) != 0 ? 01000 : 0);
    }

    /** An entry's description, as far as its mode goes. */
    public static Stat.Builder stat(String name, boolean directory, int unix) {
        return Stat.newBuilder().setPath(name).setMode(goPermissions(unix) | (directory ? GO_DIRECTORY : 0));
    }

    /** Go's bits of those of Unix, without a kind. */
    static int goPermissions(int unix) {
        return (unix & PERMISSIONS)
                | ((unix & 04000) != 0 ? GO_SETUID : 0)
                | ((unix & 02000) != 0 ? GO_SETGID : 0)
                | ((unix & 01000) != 0 ? GO_STICKY : 0);
    }
}
