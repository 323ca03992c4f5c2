namespace MiniKafka.Tests.Replication;

/// <summary>A rule that a simulation breaks on purpose, to show that its referee notices.</summary>
internal enum Sabotage
{
    None,

    /// <summary>Followers do not say which epoch they read last, so nobody tells them where their log parted from the leader's.</summary>
    NoTruncation,

    /// <summary>Leaders count nobody but themselves as in sync.</summary>
    LonelyLeaders,
}
