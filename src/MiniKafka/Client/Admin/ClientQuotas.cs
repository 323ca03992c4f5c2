using System.Collections.ObjectModel;

namespace MiniKafka.Client.Admin;

/// <summary>
/// Whom a quota is for: names by entity type, <c>user</c>, <c>client-id</c> or <c>ip</c>. The name null stands for all that have
/// no quota of their own.
/// </summary>
/// <param name="Names">The names, by type.</param>
public sealed record ClientQuotaEntity(IReadOnlyDictionary<string, string?> Names)
{
    /// <summary>A user; null for all others.</summary>
    public static ClientQuotaEntity User(string? name) => Of("user", name);

    /// <summary>A client id; null for all others.</summary>
    public static ClientQuotaEntity ClientId(string? name) => Of("client-id", name);

    private static ClientQuotaEntity Of(string type, string? name) =>
        new(new ReadOnlyDictionary<string, string?>(new SortedDictionary<string, string?>(StringComparer.Ordinal) { [type] = name }));
}

/// <summary>What to change about the quotas of somebody.</summary>
/// <param name="Entity">Whose.</param>
/// <param name="Values">The new values by key, such as <c>producer_byte_rate</c>; null removes one.</param>
public sealed record ClientQuotaAlteration(ClientQuotaEntity Entity, IReadOnlyDictionary<string, double?> Values);

/// <summary>The quotas of somebody.</summary>
/// <param name="Entity">Whose.</param>
/// <param name="Values">The values by key, such as <c>producer_byte_rate</c>.</param>
public sealed record ClientQuotas(ClientQuotaEntity Entity, IReadOnlyDictionary<string, double> Values);

/// <summary>Which quotas to describe, as far as one entity type goes.</summary>
/// <param name="EntityType"><c>user</c>, <c>client-id</c> or <c>ip</c>.</param>
/// <param name="Match">Which names.</param>
/// <param name="Name">The name, for <see cref="ClientQuotaMatch.Exact"/>.</param>
public sealed record ClientQuotaFilter(string EntityType, ClientQuotaMatch Match = ClientQuotaMatch.AnySpecified, string? Name = null);

/// <summary>Which names a filter takes.</summary>
public enum ClientQuotaMatch
{
    /// <summary>One name.</summary>
    Exact = 0,

    /// <summary>The quota of those without one of their own.</summary>
    Default = 1,

    /// <summary>Whatever has the entity type.</summary>
    AnySpecified = 2,
}
