package rtgsim;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.properties.HasName;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The boundaries of `docs/architecture.md`, read from the compiled classes of all modules.
class ArchitectureTest {

    private static final String[] CORE = {
        "rtgsim.scenario",
        "rtgsim.tree..",
        "rtgsim.arrivals..",
        "rtgsim.ledger..",
        "rtgsim.queue..",
        "rtgsim.lsm..",
        "rtgsim.policy..",
        "rtgsim.cost..",
        "rtgsim.event..",
        "rtgsim.engine..",
        "rtgsim.replay..",
        "rtgsim.measure.."
    };
    private static final String[] PERSISTENCE = {
        "rtgsim.store..", "rtgsim.scenario.file..", "rtgsim.scenario.importing.."
    };
    private static final String[] NATIVE = {"rtgsim.ffm.."};
    private static final String[] DOORS = {"rtgsim.cli..", "rtgsim.http.."};
    private static final String[] API = {"rtgsim.app..", "rtgsim.cli..", "rtgsim.http.."};

    private static final JavaClasses RTGSIM =
            new ClassFileImporter().withImportOption(new ImportOption.DoNotIncludeTests()).importPackages("rtgsim");

    @Test
    void everyPackageBelongsToAModule() {
        classes().should().resideInAnyPackage(concat(concat(CORE, NATIVE), PERSISTENCE, API)).check(RTGSIM);
    }

    @Test
    void theCoreDependsOnTheJdkAlone() {
        classes()
                .that()
                .resideInAnyPackage(CORE)
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(concat(CORE, "java..", "org.jspecify.annotations..")))
                .check(RTGSIM);
    }

    @Test
    void theCoreDoesNoInputOrOutput() {
        noClasses()
                .that()
                .resideInAnyPackage(CORE)
                .should()
                .dependOnClassesThat(
                        resideInAnyPackage(
                                "java.io..",
                                "java.nio.file..",
                                "java.nio.channels..",
                                "java.net..",
                                "java.sql..",
                                "java.util.logging.."))
                .orShould(ACCESS_STANDARD_STREAMS)
                .check(RTGSIM);
    }

    @Test
    void theCoreStartsNoThread() {
        noClasses()
                .that()
                .resideInAnyPackage(CORE)
                .should()
                .dependOnClassesThat(resideInAPackage("java.util.concurrent..").or(name("java.lang.Thread")))
                .orShould()
                .callMethodWhere(target(name("parallel")).or(target(name("parallelStream"))))
                .check(RTGSIM);
    }

    @Test
    void theCoreReadsNoClockAndNoSettingOfTheMachine() {
        noClasses()
                .that()
                .resideInAnyPackage(CORE)
                .should()
                .callMethodWhere(
                        target(owner(name("java.lang.System")))
                                .and(target(nameIn("currentTimeMillis", "nanoTime", "getenv", "getProperty", "exit"))))
                .orShould()
                .callMethodWhere(target(name("now")).and(target(owner(resideInAPackage("java.time..")))))
                .orShould()
                .callMethod(Locale.class, "getDefault")
                .orShould()
                .dependOnClassesThat(nameIn("java.time.Clock", "java.time.ZoneId"))
                .check(RTGSIM);
    }

    @Test
    void theCoreDrawsNoNumberThatTheSeedDoesNotGive() {
        noClasses()
                .that()
                .resideInAnyPackage(CORE)
                .should()
                .callMethod(Math.class, "random")
                .orShould()
                .callConstructor(Random.class)
                .orShould()
                .dependOnClassesThat(
                        nameIn("java.util.SplittableRandom", "java.security.SecureRandom", "java.util.UUID"))
                .check(RTGSIM);
    }

    @Test
    void dependenciesPointFromTheDoorsToTheCore() {
        noClasses()
                .that()
                .resideInAnyPackage(PERSISTENCE)
                .should()
                .dependOnClassesThat(resideInAnyPackage(API))
                .allowEmptyShould(true)
                .check(RTGSIM);
        noClasses()
                .that()
                .resideInAPackage("rtgsim.app..")
                .should()
                .dependOnClassesThat(resideInAnyPackage(DOORS))
                .allowEmptyShould(true)
                .check(RTGSIM);
    }

    @Test
    void theNativeEngineDependsOnTheCoreAloneAndNobodyNamesIt() {
        classes()
                .that()
                .resideInAnyPackage(NATIVE)
                .should()
                .onlyDependOnClassesThat(
                        resideInAnyPackage(concat(concat(CORE, NATIVE), "java..", "org.jspecify.annotations..")))
                .check(RTGSIM);
        noClasses()
                .that()
                .resideOutsideOfPackages(NATIVE)
                .should()
                .dependOnClassesThat(resideInAnyPackage(NATIVE))
                .check(RTGSIM);
    }

    @Test
    void onlyPersistenceSpeaksSql() {
        noClasses()
                .that()
                .resideOutsideOfPackages(PERSISTENCE)
                .should()
                .dependOnClassesThat(resideInAnyPackage("java.sql..", "javax.sql..", "org.duckdb.."))
                .check(RTGSIM);
    }

    @Test
    void eachDoorKeepsItsLibraryToItself() {
        noClasses()
                .that()
                .resideOutsideOfPackage("rtgsim.cli..")
                .should()
                .dependOnClassesThat(resideInAPackage("picocli.."))
                .check(RTGSIM);
        noClasses()
                .that()
                .resideOutsideOfPackage("rtgsim.http..")
                .should()
                .dependOnClassesThat(resideInAnyPackage("io.javalin..", "org.eclipse.jetty.."))
                .check(RTGSIM);
    }

    @Test
    void packagesFormNoCycle() {
        slices().assignedFrom(new EachPackage()).should().beFreeOfCycles().check(RTGSIM);
    }

    @Test
    void noNameSaysManagerHelperUtilOrImpl() {
        noClasses().should().haveNameMatching(".*(Manager|Helper|Util|Utils|Impl)").check(RTGSIM);
    }

    private static final class EachPackage implements SliceAssignment {
        @Override
        public SliceIdentifier getIdentifierOf(JavaClass javaClass) {
            return SliceIdentifier.of(javaClass.getPackageName());
        }

        @Override
        public String getDescription() {
            return "each package";
        }
    }

    private static DescribedPredicate<HasName> nameIn(String... names) {
        return DescribedPredicate.describe(
                "name is one of " + String.join(", ", names),
                named -> Stream.of(names).anyMatch(name -> name.equals(named.getName())));
    }

    private static String[] concat(String[] first, String... second) {
        return Stream.concat(Stream.of(first), Stream.of(second)).toArray(String[]::new);
    }

    private static String[] concat(String[] first, String[] second, String[] third) {
        return concat(concat(first, second), third);
    }
}
