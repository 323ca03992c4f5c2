using MiniKafka.Quorum.Voters;

namespace MiniKafka.Quorum.Roles;

/// <summary>The answers one round of asking for votes got, the asker's own vote included from the start.</summary>
internal sealed class VoteTally
{
    private readonly SortedDictionary<int, bool> _answers = [];

    public VoteTally(int self) => _answers[self] = true;

    /// <summary>Who voted for the asker, ordered by id.</summary>
    public IEnumerable<int> Granting => _answers.Where(answer => answer.Value).Select(answer => answer.Key);

    public void Record(int voter, bool granted) => _answers[voter] = granted;

    public bool HasAnswered(int voter) => _answers.ContainsKey(voter);

    /// <summary>A majority voted for the asker.</summary>
    public bool IsWon(VoterSet voters) => Count(voters, granted: true) >= voters.Majority;

    /// <summary>So many refused that no majority is left.</summary>
    public bool IsLost(VoterSet voters) => voters.Count - Count(voters, granted: false) < voters.Majority;

    private int Count(VoterSet voters, bool granted) =>
        _answers.Count(answer => answer.Value == granted && voters.Contains(answer.Key));
}
