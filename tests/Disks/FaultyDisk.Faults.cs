using MiniKafka.Storage.Files;

namespace Disks;

/// <content>What calls fail with.</content>
internal sealed partial class FaultyDisk
{
    /// <summary>What the disk did so far.</summary>
    public DiskTotals Totals { get; init; } = new();

    /// <summary>What other programs hold.</summary>
    public HeldNames Held => field ??= new HeldNames(Totals);

    /// <summary>Decides on faults; null for a well-behaved disk.</summary>
    public Random? Faults { get; set; }

    /// <summary>One in so many calls fails; 0 for none.</summary>
    public int FailureOdds { get; set; }

    /// <summary>Calls that still succeed before every one fails; null for no such end.</summary>
    public int? CallsLeft { get; set; }

    /// <summary>Below which path <see cref="CallsLeft"/> counts; null for everywhere.</summary>
    public string? CallsLeftBelow { get; set; }

    /// <summary>Everything below this path fails; null for nothing.</summary>
    public string? BrokenPath { get; set; }

    /// <summary>Nothing that needs room fits while this is set: no append, no new file or directory, no longer name.</summary>
    public bool IsFull { get; set; }

    /// <summary>The same for what lies below this path alone; null for nothing.</summary>
    public string? FullPath { get; set; }

    /// <summary>What every flush, cut and new name of a directory fails with; null for nothing.</summary>
    public IOException? FailureOfFlushes { get; set; }

    /// <summary>One in so many names that are touched is held by another program from then on, for a while; 0 for none.</summary>
    public int HoldOdds { get; set; }

    /// <summary>Another program holds what has that name, or a name below, for a while.</summary>
    public void Hold(string path, TimeSpan time) => Held.Hold(path, time, Clock!);

    /// <summary>Another program holds whatever has that in its path.</summary>
    public void HoldAll(string part, TimeSpan time) => Held.HoldAll(part, time, Clock!);

    /// <summary>Another program looks through the disk and holds some of its files, each for a moment.</summary>
    public void HoldSome(Random random)
    {
        foreach (var path in _directories.SelectMany(directory => directory.Value.Files.Keys.Select(name => Path.Combine(directory.Key, name))).ToList())
        {
            Held.HoldPerhaps(path, odds: 4, random, Clock!);
        }
    }

    public void BeforeCall(string path)
    {
        if (BrokenPath is { } broken && path.StartsWith(broken, StringComparison.Ordinal))
        {
            Fail(path);
        }

        if (CallsLeft is { } left && (CallsLeftBelow is null || path.StartsWith(CallsLeftBelow, StringComparison.Ordinal)))
        {
            CallsLeft = Math.Max(0, left - 1);
            if (left == 0)
            {
                Fail(path);
            }
        }

        if (Faults is { } random && FailureOdds > 0 && random.Next(FailureOdds) == 0)
        {
            Fail(path);
        }
    }

    public void BeforeFlush(string path)
    {
        BeforeCall(path);
        if (FailureOfFlushes is { } failure)
        {
            throw failure;
        }
    }

    /// <summary>What an append shall fail with; null when it shall succeed.</summary>
    public IOException? FaultOfAppend(string path)
    {
        try
        {
            BeforeTakingRoom(path);
            BeforeCall(path);
            return null;
        }
        catch (IOException fault)
        {
            return fault;
        }
    }

    /// <summary>How much of an append that fails is written before it does.</summary>
    public int TearAppend(int length)
    {
        var written = Faults?.Next(length) ?? length / 2;
        Totals.CutAppends += written > 0 ? 1 : 0;
        return written;
    }

    private void Fail(string path)
    {
        Totals.FailedCalls++;
        throw new IOException($"Input/output error: {path}");
    }

    private void BeforeTouchingName(string path)
    {
        if (Faults is { } random && HoldOdds > 0)
        {
            Held.HoldPerhaps(path, HoldOdds, random, Clock!);
        }

        Held.ThrowIfHeld(path, Clock);
    }

    private void BeforeTouchingTree(string root)
    {
        BeforeTouchingName(root);
        foreach (var directory in Held.IsEmpty ? [] : Tree(root))
        {
            Held.ThrowIfHeld(directory, Clock);
            foreach (var name in _directories[directory].Files.Keys)
            {
                Held.ThrowIfHeld(Path.Combine(directory, name), Clock);
            }
        }
    }

    private void BeforeTakingRoom(string path)
    {
        if (IsFull || (FullPath is { } full && path.StartsWith(full, StringComparison.Ordinal)))
        {
            throw new DiskFullException(path, new IOException("No space left on device"));
        }
    }
}
