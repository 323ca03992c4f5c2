namespace MiniKafka.Metadata.Elections;

/// <summary>How a new leader may be found when the one there is will not do.</summary>
internal enum ElectionKind
{
    /// <summary>Among the replicas that have everything: in sync or eligible.</summary>
    Online,

    /// <summary>As <see cref="Online"/>, and else any replica that is up, which can lose records.</summary>
    Unclean,

    /// <summary>As <see cref="Online"/>, but the preferred leader goes before the present one.</summary>
    Preferred,
}
