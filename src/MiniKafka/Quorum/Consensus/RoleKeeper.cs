using MiniKafka.Model;
using MiniKafka.Quorum.Log;
using MiniKafka.Quorum.Roles;
using MiniKafka.Quorum.Voters;
using MiniKafka.Storage.Files;

namespace MiniKafka.Quorum.Consensus;

/// <summary>
/// Holds the replica's role and makes the changes of role there are. What a role promises (its epoch, its vote) is on disk
/// before the role begins. Owned by the node's loop. Invariant: the epoch never falls, and within an epoch neither the
/// leader nor the vote changes once there is one.
/// </summary>
internal sealed class RoleKeeper(QuorumOptions options, MetadataLog log, QuorumStateFile file, QuorumClock clock, Random random)
{
    /// <summary>How much later each further voter asks for an election when all learn of the need at the same moment.</summary>
    private const int ElectionStaggerMs = 25;
    private const int ElectionBackoffBaseMs = 50;

    private ElectionState? _remembered;
    private int _failedElections;

    /// <summary>Until it is started it knows nobody, and wants nothing.</summary>
    public QuorumRole Role { get; private set; } = new UnattachedRole(log.LastEpoch, ReplicaKey.None, electionDeadlineMs: long.MaxValue);

    /// <summary>Counts the changes of role; what was asked of others in an older role is void.</summary>
    public long Generation { get; private set; }

    public ReplicaKey Local => options.Local;

    public int Epoch => Role.Epoch;

    public LeaderAndEpoch LeaderAndEpoch => new(Role is ResignedRole ? null : Role.LeaderId, Epoch);

    /// <summary>The leader others may be sent to: only what a leader or its follower knows at first hand; -1 for none.</summary>
    public int ToldLeaderId => Role is LeaderRole or FollowerRole ? Role.LeaderId ?? -1 : -1;

    public VoterSet Voters => log.Voters;

    public bool IsVoter => Voters.Contains(Local);

    /// <summary>True when a request names this replica as its receiver, or nobody.</summary>
    public bool IsMeant(int voterId, Uuid directoryId) => voterId < 0 || Local.Matches(new ReplicaKey(voterId, directoryId));

    /// <summary>Where the leader listens, if both are known.</summary>
    public (int NodeId, VoterEndpoint Endpoint)? LeaderEndpoint =>
        Role.LeaderId is { } leader && EndpointOf(leader) is { } endpoint ? (leader, endpoint) : null;

    /// <summary>How to reach a node, as far as the voters' records tell.</summary>
    public QuorumNode NodeOf(int id) => new(id, EndpointOf(id));

    /// <summary>Takes up the role that the remembered state allows.</summary>
    public void Start()
    {
        _remembered = file.Read();
        var election = _remembered ?? ElectionState.Initial;
        if (log.LastEpoch > election.Epoch)
        {
            election = ElectionState.Initial with { Epoch = log.LastEpoch };
        }

        var soon = clock.NowMs + StaggerMs();
        if (election.LeaderId == Local.Id)
        {
            Become(new ResignedRole(Local.Id, election.Epoch, [], soon));
        }
        else if (election.LeaderId is { } leader)
        {
            Become(new FollowerRole(election.Epoch, leader, election.Voted, FetchDeadlineMs()));
        }
        else
        {
            Become(new UnattachedRole(election.Epoch, election.Voted, soon));
        }
    }

    /// <summary>Another replica knows a newer epoch, whose leader is unknown.</summary>
    public void SawNewerEpoch(int epoch) => Become(new UnattachedRole(epoch, ReplicaKey.None, ElectionDeadlineMs()));

    /// <summary>Gives this epoch's vote.</summary>
    public void Vote(ReplicaKey candidate) => Become(new UnattachedRole(Epoch, candidate, ElectionDeadlineMs()));

    public void Follow(int epoch, int leaderId)
    {
        _failedElections = 0;
        var voted = epoch == Epoch ? Role.Election.Voted : ReplicaKey.None;
        Become(new FollowerRole(epoch, leaderId, voted, FetchDeadlineMs()));
    }

    /// <summary>Asks the voters whether an election has a chance.</summary>
    public void Ask() => Become(new ProspectiveRole(Local.Id, Role.Election, ElectionDeadlineMs()));

    /// <summary>Begins a new epoch as its candidate.</summary>
    public void Stand() => Become(new CandidateRole(Local, Epoch + 1, ElectionDeadlineMs()));

    /// <summary>The voters did not want this replica, or did not answer: goes back to where it was and waits a random while.</summary>
    public void LostElection()
    {
        var election = Role.Election;
        if (Role is ProspectiveRole && election.LeaderId is { } leader)
        {
            Become(new FollowerRole(Epoch, leader, election.Voted, FetchDeadlineMs()));
            return;
        }

        _failedElections++;
        var backoff = ElectionBackoffBaseMs * random.Next(2 << Math.Min(10, _failedElections - 1));
        Become(new UnattachedRole(Epoch, election.Voted, clock.NowMs + Math.Min(options.ElectionBackoffMaxMs, backoff)));
    }

    /// <summary>A majority voted for this candidate.</summary>
    public LeaderRole Lead(IReadOnlyList<int> grantingVoters)
    {
        _failedElections = 0;
        var leader = new LeaderRole(Local, Epoch, Voters, grantingVoters, log.EndOffset)
        {
            CheckQuorumDeadlineMs = CheckQuorumDeadlineMs(),
        };
        Become(leader);
        return leader;
    }

    /// <summary>A node that may not vote stops waiting for a leader that is silent; it keeps the epoch and looks for the leader among the voters.</summary>
    public void LoseLeader() => Become(new UnattachedRole(Epoch, Role.Election.Voted, ElectionDeadlineMs()));

    public void Resign(IReadOnlyList<ReplicaKey> successors) =>
        Become(new ResignedRole(Local.Id, Epoch, successors, ElectionDeadlineMs()));

    /// <summary>A former leader leaves its epoch for good.</summary>
    public void LeaveEpoch() => Become(new UnattachedRole(Epoch + 1, ReplicaKey.None, ElectionDeadlineMs()));

    public long FetchDeadlineMs() => clock.NowMs + options.FetchTimeoutMs;

    /// <summary>Followers ask for an election after the fetch timeout, so a leader that hears of no majority for half as long again has lost it.</summary>
    public long CheckQuorumDeadlineMs() => clock.NowMs + (options.FetchTimeoutMs * 3L / 2);

    /// <summary>
    /// How long this replica waits when all voters learn of a lost leader at the same moment: the first in order asks at
    /// once, so that elections seldom split.
    /// </summary>
    public int StaggerMs() => ElectionStaggerMs * Voters.Ids.Count(id => id < Local.Id && id != Role.LeaderId);

    private VoterEndpoint? EndpointOf(int id) => id == Local.Id && options.LocalEndpoints is [var own, ..] ? own : Voters.Find(id)?.DefaultEndpoint;

    private long ElectionDeadlineMs() => clock.NowMs + options.ElectionTimeoutMs + random.Next(options.ElectionTimeoutMs);

    private void Become(QuorumRole role)
    {
        if (role.Epoch < Role.Epoch || (role.Epoch == Role.Epoch && Contradicts(Role.Election, role.Election)))
        {
            throw new InvalidOperationException($"{Role.Election} cannot be followed by {role.Election}.");
        }

        if (_remembered != role.Election)
        {
            Write(role.Election);
            _remembered = role.Election;
        }

        Role = role;
        Generation++;
    }

    /// <summary>Somebody else may hold the file for a moment: then nothing has changed, and what is true now is written again until that can be done.</summary>
    private void Write(ElectionState election)
    {
        try
        {
            file.Write(election, log.KRaftVersion, log.Voters);
        }
        catch (FileHeldException) when (Generation > 0)
        {
            log.TryAgain("quorum-state", () => file.Write(Role.Election, log.KRaftVersion, log.Voters));
            throw;
        }
    }

    private static bool Contradicts(ElectionState before, ElectionState after) =>
        before.LeaderId is not null && after.LeaderId is not null && before.LeaderId != after.LeaderId;
}
