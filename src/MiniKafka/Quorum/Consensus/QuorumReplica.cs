using MiniKafka.Protocol.Messages;
using MiniKafka.Quorum.Log;
using MiniKafka.Quorum.Roles;
using MiniKafka.Storage.Files;

namespace MiniKafka.Quorum.Consensus;

/// <summary>
/// One replica of the metadata log, without network and timers: it is handed requests and the passing of time, and leaves
/// behind answers, requests to send and the moment at which it wants to be looked at again. Owned by the node's loop.
/// Raft as KRaft does it: pull-based replication (KIP-595), snapshots (KIP-630), changing voters (KIP-853), pre-votes (KIP-996).
/// </summary>
internal sealed class QuorumReplica
{
    private readonly QuorumClock _clock;
    private readonly Elections _elections;
    private readonly Announcements _announcements;
    private readonly LeaderFetches _leaderFetches;
    private readonly FollowerFetches _followerFetches;
    private readonly SnapshotServer _snapshots;
    private readonly LeaderAppends _appends;

    public QuorumReplica(QuorumOptions options, MetadataLog log, QuorumStateFile file, QuorumClock clock, Random random)
    {
        _clock = clock;
        Log = log;
        Roles = new RoleKeeper(options, log, file, clock, random);
        Requests = new RequestSlots(options, clock, Roles);
        var news = new LeaderNews(Roles);
        _elections = new Elections(options, Roles, news, Requests, log);
        _announcements = new Announcements(options, Roles, news, Requests, clock);
        _leaderFetches = new LeaderFetches(options, Roles, log, clock);
        _followerFetches = new FollowerFetches(options, Roles, news, Requests, log, clock);
        _snapshots = new SnapshotServer(options, Roles, log);
        _appends = new LeaderAppends(options, Roles, log, clock);
        VoterChanges = new VoterChanges(options, Roles, Requests, log, _appends, clock);
    }

    public MetadataLog Log { get; }

    public RoleKeeper Roles { get; }

    public RequestSlots Requests { get; }

    public VoterChanges VoterChanges { get; }

    public bool Leads => Roles.Role is LeaderRole;

    public void Start() => Roles.Start();

    public VoteResponse Handle(VoteRequest request) => _elections.Handle(request);

    public BeginQuorumEpochResponse Handle(BeginQuorumEpochRequest request) => _announcements.Handle(request);

    public EndQuorumEpochResponse Handle(EndQuorumEpochRequest request) => _announcements.Handle(request);

    public void Handle(FetchRequest request, Action<FetchResponse> answer, CancellationToken readerGone = default) => _leaderFetches.Handle(request, answer, readerGone);

    public FetchSnapshotResponse Handle(FetchSnapshotRequest request) => _snapshots.Handle(request);

    /// <summary>Appends one atomic batch and returns the offset of its last record; fails when this replica does not lead.</summary>
    public long Append(IReadOnlyList<ReadOnlyMemory<byte>> values) => _appends.Append(values);

    /// <summary>Gives up leadership, so that another voter takes over soon.</summary>
    public void Resign()
    {
        if (Roles.Role is LeaderRole leader)
        {
            leader.IsResignRequested = true;
        }
    }

    /// <summary>The node stops: fetches that wait are answered.</summary>
    public void Abandon() => _leaderFetches.Abandon();

    /// <summary>Does what is due and returns when to be called again, on the scale of the clock handed in.</summary>
    public long Poll()
    {
        long next;
        long generation;
        do
        {
            generation = Roles.Generation;
            next = Roles.Role switch
            {
                LeaderRole leader => PollLeader(leader),
                FollowerRole follower => PollFollower(follower),
                ProspectiveRole prospective => PollProspective(prospective),
                CandidateRole candidate => PollCandidate(candidate),
                ResignedRole resigned => PollResigned(resigned),
                UnattachedRole unattached => PollUnattached(unattached),
                var role => throw new InvalidOperationException($"{role} is no role."),
            };
        }
        while (generation != Roles.Generation);

        return Math.Min(next, Math.Min(_leaderFetches.Poll(), VoterChanges.Poll()));
    }

    private long PollLeader(LeaderRole leader)
    {
        var isAlone = Roles.Voters.IsOnlyVoter(Roles.Local);
        if (leader.IsResignRequested || (!isAlone && leader.CheckQuorumDeadlineMs <= _clock.NowMs))
        {
            Roles.Resign(leader.SuccessorsByProgress());
            return 0;
        }

        if (leader.HighWatermark is { } highWatermark)
        {
            Log.RaiseHighWatermark(highWatermark);
        }

        return Math.Min(isAlone ? long.MaxValue : leader.CheckQuorumDeadlineMs, _announcements.TellBegin(leader));
    }

    private long PollFollower(FollowerRole follower)
    {
        if (!Roles.IsVoter)
        {
            if (follower.FetchDeadlineMs <= _clock.NowMs)
            {
                Roles.LoseLeader();
                return 0;
            }
        }
        else if (follower.FetchDeadlineMs <= _clock.NowMs)
        {
            Roles.Ask();
            return 0;
        }

        var updateAt = VoterChanges.TellOwnEndpoints(follower);
        return Math.Min(Math.Min(follower.FetchDeadlineMs, updateAt), _followerFetches.Poll(follower));
    }

    private long PollProspective(ProspectiveRole prospective)
    {
        if (!Roles.IsVoter || prospective.Votes.IsLost(Roles.Voters) || prospective.ElectionDeadlineMs <= _clock.NowMs)
        {
            Roles.LostElection();
            return 0;
        }

        if (prospective.Votes.IsWon(Roles.Voters))
        {
            Roles.Stand();
            return 0;
        }

        return Math.Min(prospective.ElectionDeadlineMs, _elections.AskVoters(prospective.Votes, isPreVote: true));
    }

    private long PollCandidate(CandidateRole candidate)
    {
        if (!Roles.IsVoter || candidate.Votes.IsLost(Roles.Voters) || candidate.ElectionDeadlineMs <= _clock.NowMs)
        {
            Roles.LostElection();
            return 0;
        }

        if (candidate.Votes.IsWon(Roles.Voters))
        {
            Lead(candidate);
            return 0;
        }

        return Math.Min(candidate.ElectionDeadlineMs, _elections.AskVoters(candidate.Votes, isPreVote: false));
    }

    private void Lead(CandidateRole candidate)
    {
        try
        {
            _appends.BeginEpoch(Roles.Lead([.. candidate.Votes.Granting]));
        }
        catch (RefusedException)
        {
            // An epoch without its first record commits nothing: the next one is for whoever can write.
            Roles.Resign([]);
            throw;
        }
    }

    private long PollResigned(ResignedRole resigned)
    {
        // With nobody to hand over to there is nothing to wait for.
        if (resigned.ElectionDeadlineMs <= _clock.NowMs || Roles.Voters.IsOnlyVoter(Roles.Local))
        {
            Roles.LeaveEpoch();
            return 0;
        }

        return Math.Min(resigned.ElectionDeadlineMs, _announcements.TellEnd(resigned));
    }

    private long PollUnattached(UnattachedRole unattached)
    {
        if (!Roles.IsVoter)
        {
            return _followerFetches.AskAnyVoter();
        }

        if (unattached.ElectionDeadlineMs > _clock.NowMs && !Roles.Voters.IsOnlyVoter(Roles.Local))
        {
            return unattached.ElectionDeadlineMs;
        }

        Roles.Ask();
        return 0;
    }
}
