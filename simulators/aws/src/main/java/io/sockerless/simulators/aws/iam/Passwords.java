package io.sockerless.simulators.aws.iam;

import static io.sockerless.simulators.aws.iam.Directory.node;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sockerless.simulators.aws.wire.AwsException;
import io.sockerless.simulators.aws.wire.Caller;
import io.sockerless.simulators.aws.wire.Form;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Passwords, for a console that is not here, and the account's rules for them. */
record Passwords(Directory directory) {
    private static final String POLICY = "password-policy";
    private static final List<String> FLAGS = List.of(
            "RequireSymbols",
            "RequireNumbers",
            "RequireUppercaseCharacters",
            "RequireLowercaseCharacters",
            "AllowUsersToChangePassword");

    Map<String, Operation> operations() {
        return Map.of(
                "CreateLoginProfile", this::create,
                "GetLoginProfile", this::get,
                "UpdateLoginProfile", this::update,
                "DeleteLoginProfile", this::delete,
                "UpdateAccountPasswordPolicy", this::rule,
                "GetAccountPasswordPolicy", this::rules,
                "DeleteAccountPasswordPolicy", this::unrule);
    }

    private static String key(Entity user) {
        return Users.prefix(user) + "password";
    }

    private ObjectNode create(Caller caller, Form form) {
        Entity user = directory.userOrCaller(caller, form);
        form.required("Password");
        if (directory.item(caller, key(user)).isPresent()) {
            throw Directory.exists("Login Profile for user " + user.name() + " already exists.");
        }
        check(caller, form.text("Password"));
        // The password itself is of no use here, and so is not kept.
        ObjectNode shown = node().put("UserName", user.name())
                .put("CreateDate", directory.now())
                .put("PasswordResetRequired", form.flag("PasswordResetRequired"));
        directory.put(caller, key(user), shown);
        return node().set("LoginProfile", shown);
    }

    private void check(Caller caller, String password) {
        ObjectNode rules = directory.item(caller, POLICY).map(Item::document).orElseGet(Directory::node);
        boolean good = password.length() >= rules.path("MinimumPasswordLength").asInt(8)
                && (!rules.path("RequireSymbols").asBoolean() || password.matches(".*[!@#$%^&*()_+\\-=\\[\\]{}|'].*"))
                && (!rules.path("RequireNumbers").asBoolean() || password.matches(".*[0-9].*"))
                && (!rules.path("RequireUppercaseCharacters").asBoolean() || password.matches(".*[A-Z].*"))
                && (!rules.path("RequireLowercaseCharacters").asBoolean() || password.matches(".*[a-z].*"));
        if (!good) {
            throw new AwsException(
                    "PasswordPolicyViolation", "Password does not conform to the account password policy.");
        }
    }

    private ObjectNode profile(Caller caller, Entity user) {
        return directory
                .item(caller, key(user))
                .map(Item::document)
                .orElseThrow(() -> Directory.gone("Login Profile for User " + user.name() + " cannot be found."));
    }

    private ObjectNode get(Caller caller, Form form) {
        Entity user = directory.userOrCaller(caller, form);
        ObjectNode shown = profile(caller, user).deepCopy();
        return node().set("LoginProfile", shown.put("UserName", user.name()));
    }

    private ObjectNode update(Caller caller, Form form) {
        Entity user = directory.userOrCaller(caller, form);
        ObjectNode changed = profile(caller, user).deepCopy();
        if (form.has("Password")) {
            check(caller, form.text("Password"));
        }
        boolean before = changed.path("PasswordResetRequired").asBoolean();
        directory.put(
                caller, key(user), changed.put("PasswordResetRequired", form.flag("PasswordResetRequired", before)));
        return node();
    }

    private ObjectNode delete(Caller caller, Form form) {
        Entity user = directory.userOrCaller(caller, form);
        profile(caller, user);
        directory.items().delete(caller.account() + "/" + key(user));
        return node();
    }

    /** What is not said is as it is without any rules. */
    private ObjectNode rule(Caller caller, Form form) {
        within(form);
        ObjectNode rules = node().put("MinimumPasswordLength", form.number("MinimumPasswordLength", 6, 128, 6));
        FLAGS.forEach(flag -> rules.put(flag, form.flag(flag)));
        int age = form.number("MaxPasswordAge", 1, 1095, 0);
        rules.put("ExpirePasswords", age > 0);
        if (age > 0) {
            rules.put("MaxPasswordAge", age);
        }
        int reuse = form.number("PasswordReusePrevention", 1, 24, 0);
        if (reuse > 0) {
            rules.put("PasswordReusePrevention", reuse);
        }
        rules.put("HardExpiry", form.flag("HardExpiry"));
        directory.put(caller, POLICY, rules);
        return node();
    }

    /** All that is wrong is told at once. */
    private static void within(Form form) {
        List<String> wrong = new ArrayList<>();
        Map<String, Integer> most =
                Map.of("MinimumPasswordLength", 128, "MaxPasswordAge", 1095, "PasswordReusePrevention", 24);
        for (String field : List.of("MinimumPasswordLength", "PasswordReusePrevention", "MaxPasswordAge")) {
            try {
                form.number(field, field.startsWith("Min") ? 6 : 1, most.get(field), 0);
            } catch (AwsException e) {
                wrong.add(e.getMessage().replaceFirst("1 validation error detected: ", ""));
            }
        }
        if (!wrong.isEmpty()) {
            String errors = wrong.size() == 1 ? " validation error" : " validation errors";
            throw new AwsException("ValidationError", wrong.size() + errors + " detected: " + String.join("; ", wrong));
        }
    }

    private ObjectNode rules(Caller caller, Form form) {
        return node().set("PasswordPolicy", found(caller));
    }

    private ObjectNode found(Caller caller) {
        return directory
                .item(caller, POLICY)
                .map(Item::document)
                .orElseThrow(() -> Directory.gone(
                        "The Password Policy with domain name " + caller.account() + " cannot be found."));
    }

    private ObjectNode unrule(Caller caller, Form form) {
        found(caller);
        directory.items().delete(caller.account() + "/" + POLICY);
        return node();
    }
}
