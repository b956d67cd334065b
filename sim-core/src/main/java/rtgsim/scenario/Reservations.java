package rtgsim.scenario;

/// Liquidity that an agent keeps for transactions of higher RTGS priority, restored each day; minor units.
public record Reservations(long highlyUrgent, long urgent) {

    public static final Reservations NONE = new Reservations(0, 0);

    public Reservations {
        Refuse.negative(highlyUrgent, "reservations.highly_urgent");
        Refuse.negative(urgent, "reservations.urgent");
    }
}
