package rtgsim.store;

/// An incident as it is told to the log of the process, which may write it in words or field by field.
public record IncidentOfRun(String simulationId, Incident incident) {

    @Override
    public String toString() {
        String about =
                incident.firstSeq() == null ? "" : ", events " + incident.firstSeq() + " to " + incident.lastSeq();
        return "run " + simulationId + ": " + incident.kind().label() + about + ": " + incident.message();
    }
}
