package io.sockerless.engine.build;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sockerless.engine.model.EngineException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GitSourceTest {
    @ParameterizedTest
    @CsvSource({
        "git://host/repo,              git://host/repo,               '',    ''",
        "git://host/repo#side,         git://host/repo,               side,  ''",
        "git://host/repo#side:a/b,     git://host/repo,               side,  a/b",
        "git://host/repo#:a,           git://host/repo,               '',    a",
        "https://host/x.git#v1.2,      https://host/x.git,            v1.2,  ''",
        "git@host:team/x.git#main:d,   git@host:team/x.git,           main,  d",
        "github.com/team/x,            https://github.com/team/x,     '',    ''",
    })
    void parts(String text, String remote, String ref, String directory) {
        assertTrue(GitSource.names(text));
        assertEquals(new GitSource(remote, ref, directory), GitSource.parse(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"https://host/x.tar.gz", "https://host/x.git/file", "http://host/", "file.git", "./git@x", ""})
    void whatIsNoRepository(String text) {
        assertFalse(GitSource.names(text));
    }

    @Test
    void anOptionIsNoBranch() {
        var refused = assertThrows(
                EngineException.class, () -> GitSource.parse("git://host/repo#--upload-pack=touch /tmp/x"));
        assertEquals("invalid refspec: --upload-pack=touch /tmp/x", refused.getMessage());
    }
}
