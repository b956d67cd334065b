package rtgsim.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import rtgsim.store.VerificationProgress;

/// How figures are written for people.
class TerminalTest {

    @Test
    void countsAreGroupedByThousands() {
        assertEquals("0", Terminal.count(0));
        assertEquals("999", Terminal.count(999));
        assertEquals("10 012 331", Terminal.count(10_012_331));
    }

    @Test
    void amountsAreRoundedToWhatIsRead() {
        assertEquals("9 999", Terminal.amount(9_999));
        assertEquals("10.0 k", Terminal.amount(10_000));
        assertEquals("1.5 M", Terminal.amount(1_500_000));
        assertEquals("3.2 bn", Terminal.amount(3_200_000_000.0));
        assertEquals("5.6 tn", Terminal.amount(5_583_106_134_828.0));
        assertEquals("3.2 M", Terminal.rate(3_200_000));
    }

    @Test
    void sizesTimesAndSharesHaveTheirUnit() {
        assertEquals("999 B", Terminal.bytes(999));
        assertEquals("212.0 MB", Terminal.bytes(212_000_000));
        assertEquals("98.7 %", Terminal.share(0.98749));
        assertEquals("12 ms", Terminal.seconds(0.0123));
        assertEquals("3.1 s", Terminal.seconds(3.14));
    }

    @Test
    void textOfOthersCannotMoveTheCursor() {
        assertEquals("a\uFFFD[31mb\uFFFDc", Terminal.printable("a\u001b[31mb\rc"));
        assertEquals("a\uFFFDb", Terminal.printable("a\u202eb"));
        assertEquals("Zürich 銀行", Terminal.printable("Zürich 銀行"));
    }

    @Test
    void theProgressBarSaysShareTickRateAndTimeLeft() {
        assertEquals(
                "  ████████████░░░░░░░░░░░░  50 %  tick 330 of 660  1.5 M events/s  2.0 s left",
                ProgressBar.line(330, 660, 3_000_000, 2.0));
        assertEquals(
                "  ██████░░░░░░░░░░░░░░░░░░  25 %  reading the events: 1 000 of 4 000",
                ProgressBar.line(VerificationProgress.Step.READING, 1_000, 4_000));
        assertEquals("  deriving the tables once more", ProgressBar.line(VerificationProgress.Step.DERIVING, 0, 0));
        assertEquals("  ░░░░░░░░░░░░░░░░░░░░░░░░   0 %  tick 0 of 10  0 events/s", ProgressBar.line(0, 10, 0, 1.0));
    }
}
