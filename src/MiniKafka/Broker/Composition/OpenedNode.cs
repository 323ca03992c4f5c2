using MiniKafka.Quorum.Voters;

namespace MiniKafka.Broker.Composition;

/// <summary>What is known of a node once it is open, by which its cluster decides who votes.</summary>
/// <param name="Voter">As which replica of the metadata log it may vote, and where other controllers find it.</param>
/// <param name="StaticVoters">The voters that it knows of a static quorum, which stand in no log; empty for any other quorum.</param>
internal sealed record OpenedNode(Voter Voter, IReadOnlyList<int> StaticVoters);
