package rtgsim.scenario.importing;

import java.util.List;

/// What became of every key of what was imported, file by file, then what was added.
public record ImportReport(List<Finding> findings) {

    public ImportReport {
        findings = List.copyOf(findings);
    }

    public long count(Outcome outcome) {
        return findings.stream().filter(finding -> finding.outcome() == outcome).count();
    }
}
