import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFile.ClassHierarchyResolverOption;
import java.lang.classfile.ClassFile.ConstantPoolSharingOption;
import java.lang.classfile.ClassFile.StackMapsOption;
import java.lang.classfile.ClassFileVersion;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeTransform;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Gives the classes of a library stack map frames where they are older than those (JVMS 4.10.1). The virtual machine keeps no
 * such class in its cache, but reads and verifies it at each start, which is a good part of a command's time. Nothing else of
 * them changes.
 */
final class Frames {
    private static final ClassTransform MODERN = ClassTransform.dropping(element -> element instanceof ClassFileVersion)
            .andThen(ClassTransform.endHandler(made -> made.withVersion(ClassFile.JAVA_8_VERSION, 0)))
            .andThen(ClassTransform.transformingMethodBodies(CodeTransform.ACCEPT_ALL));

    private Frames() {}

    /** @param args the library */
    public static void main(String[] args) throws IOException {
        Path jar = Path.of(args[0]);
        // Its types are read of a copy while it is written to.
        Path copy = Files.createTempFile("frames-", ".jar");
        Files.write(copy, Files.readAllBytes(jar));
        try (URLClassLoader types = new URLClassLoader(new URL[] {copy.toUri().toURL()});
                FileSystem inside = FileSystems.newFileSystem(jar)) {
            ClassFile classes = ClassFile.of(
                    StackMapsOption.GENERATE_STACK_MAPS,
                    ConstantPoolSharingOption.NEW_POOL,
                    ClassHierarchyResolverOption.of(ClassHierarchyResolver.ofResourceParsing(types)
                            .orElse(ClassHierarchyResolver.defaultResolver())));
            List<Path> files;
            try (var all = Files.walk(inside.getPath("/"))) {
                files = all.filter(file -> file.toString().endsWith(".class")).toList();
            }
            for (Path file : files) {
                ClassModel old = classes.parse(Files.readAllBytes(file));
                if (old.majorVersion() < ClassFile.JAVA_6_VERSION) {
                    Files.write(file, classes.transformClass(old, MODERN));
                }
            }
        } finally {
            Files.delete(copy);
        }
    }
}
