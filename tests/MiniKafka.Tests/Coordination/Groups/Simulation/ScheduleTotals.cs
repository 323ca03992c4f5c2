namespace MiniKafka.Tests.Coordination.Groups.Simulation;

/// <summary>What happened in all schedules; a campaign in which something never happened shows nothing about it.</summary>
internal sealed class ScheduleTotals
{
    public int Schedules { get; set; }

    public int Joins { get; set; }

    public int Leaves { get; set; }

    public int Crashes { get; set; }

    public int Pauses { get; set; }

    /// <summary>Times a member learned that it had been given up.</summary>
    public int Timeouts { get; set; }

    public int StaticReturns { get; set; }

    /// <summary>Times a member learned that another had its instance id.</summary>
    public int Fenced { get; set; }

    public int MetadataChanges { get; set; }

    public int SlowCommits { get; set; }

    public int CoordinatorRestarts { get; set; }

    /// <summary>Restarts by a broker that lacks what was not committed.</summary>
    public int LostTails { get; set; }

    public int CommitsAccepted { get; set; }

    public int CommitsRefused { get; set; }

    public int Generations { get; set; }

    public IReadOnlyList<(string Name, int Count)> All =>
    [
        ("schedules", Schedules), ("joins", Joins), ("leaves", Leaves), ("crashes", Crashes), ("pauses", Pauses),
        ("timeouts", Timeouts), ("static returns", StaticReturns), ("fenced", Fenced), ("metadata changes", MetadataChanges),
        ("slow commits", SlowCommits), ("coordinator restarts", CoordinatorRestarts), ("lost tails", LostTails), ("commits accepted", CommitsAccepted),
        ("commits refused", CommitsRefused), ("generations", Generations),
    ];

    public override string ToString() => string.Join(", ", All.Select(t => $"{t.Name} {t.Count}"));
}
