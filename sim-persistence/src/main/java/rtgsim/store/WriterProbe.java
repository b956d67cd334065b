package rtgsim.store;

import java.io.IOException;
import java.sql.SQLException;

/// Is told of every step before the writer takes it. Outside of tests it does nothing.
interface WriterProbe {

    WriterProbe NONE =
            new WriterProbe() {
                @Override
                public void beforeSql(WriterStep step) {}

                @Override
                public void beforeFile(WriterStep step) {}
            };

    /// Before a call into the database.
    void beforeSql(WriterStep step) throws SQLException;

    /// Before a call into the file system.
    void beforeFile(WriterStep step) throws IOException;
}
