package rtgsim.store;

/// What stands under the name `parties` where a run is read.
enum PartyTable {
    /// A table in the order of agents, with the role of each in each event.
    WITH_ROLES,
    /// The same in files of earlier schemas, which says of roles only who stands in neither column of the event.
    WITH_MEMBERS,
    /// A view over the events of a run that is being written, of nobody but who stands in neither column; the others are found there.
    VIEW;

    /// The condition on a row that the agent stands in neither column of the event.
    ///
    /// @param row its name in the statement
    String isMember(String row) {
        return row + (this == WITH_MEMBERS ? ".member" : ".role = " + PartyNotes.MEMBER);
    }
}
