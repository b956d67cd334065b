package rtgsim.store;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class WritableColumnTest {

    @Test
    void theDriverThatIsThereTakesValuesStraightIntoItsColumns() {
        assertTrue(WritableColumn.isDirect(), "another driver: storing works, but slower; see WritableColumn");
    }
}
