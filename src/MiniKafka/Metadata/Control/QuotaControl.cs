using System.Net;
using MiniKafka.Metadata.Images;
using MiniKafka.Model;
using MiniKafka.Protocol;
using MiniKafka.Protocol.Persisted;

namespace MiniKafka.Metadata.Control;

/// <summary>A value to set, or to remove when it is null.</summary>
internal readonly record struct QuotaChange(string Key, double? Value);

/// <summary>Changes of one entity's quotas.</summary>
internal sealed record QuotaAlteration(QuotaEntity Entity, IReadOnlyList<QuotaChange> Changes);

/// <summary>What became of one entity's changes.</summary>
internal sealed record AlteredQuota(QuotaEntity Entity, Outcome Outcome);

/// <summary>Changing client quotas.</summary>
internal static class QuotaControl
{
    private const string User = "user";
    private const string ClientId = "client-id";
    private const string Ip = "ip";
    private const string ConnectionCreationRate = "connection_creation_rate";

    /// <summary>
    /// Changes quotas; each entity succeeds or fails by itself. An entity that stands there again is refused, though what its first entry
    /// asked for is done. They are told of in Kafka's order.
    /// </summary>
    public static ControllerResult<IReadOnlyList<AlteredQuota>> Alter(ClusterImage image, IReadOnlyList<QuotaAlteration> alterations, bool validateOnly)
    {
        var records = new List<IPersistedRecord>();
        var results = new List<AlteredQuota>();
        foreach (var group in alterations.GroupBy(alteration => alteration.Entity))
        {
            var changes = group.First().Changes;
            var problem = changes.Select(change => change.Key).Distinct(StringComparer.Ordinal).Count() < changes.Count
                ? Repeated(group.Key)
                : EntityProblem(group.Key) ?? changes.Select(change => ValueProblem(group.Key, change)).FirstOrDefault(found => found is not null);
            if (problem is null)
            {
                records.AddRange(QuotaRecords(image, group.Key, changes));
            }

            problem = group.Skip(1).Any() ? Repeated(group.Key) : problem;
            results.Add(new AlteredQuota(group.Key, problem is null ? Outcome.Success : new Outcome(ErrorCode.InvalidRequest, problem)));
        }

        return ControllerResult.Of(validateOnly ? [] : records, JavaHash.Walk(results, result => result.Entity.JavaHashCode));
    }

    private static string Repeated(QuotaEntity entity) => $"Ignoring duplicate entity {entity}";

    private static IEnumerable<IPersistedRecord> QuotaRecords(ClusterImage image, QuotaEntity entity, IReadOnlyList<QuotaChange> changes)
    {
        var present = image.Quotas.GetValueOrDefault(entity);
        return changes
            .Where(change => change.Value is { } value
                ? present is null || !present.TryGetValue(change.Key, out var before) || !before.Equals(value)
                : present is not null && present.ContainsKey(change.Key))
            .Select(change => new ClientQuotaRecord
            {
                Entity = [.. entity.Parts.Select(part => new ClientQuotaRecord.EntityData { EntityType = part.Key, EntityName = part.Value })],
                Key = change.Key,
                Value = change.Value ?? 0,
                Remove = change.Value is null,
            });
    }

    private static string? EntityProblem(QuotaEntity entity)
    {
        if (entity.Parts.IsEmpty)
        {
            return "Invalid empty client quota entity";
        }

        foreach (var (kind, name) in entity.Parts)
        {
            if (kind is not User and not ClientId and not Ip)
            {
                return $"Unhandled client quota entity type: {kind}";
            }

            if (name is "")
            {
                return $"Empty {kind} not supported";
            }
        }

        if (!entity.Parts.TryGetValue(Ip, out var address))
        {
            return null;
        }

        return entity.Parts.Count > 1 ? "Invalid quota entity combination, IP entity should not be combined with User or ClientId"
            : address is not null && !IsAddress(address) ? $"{address} is not a valid IP or resolvable host."
            : null;
    }

    /// <summary>Names of hosts are not looked up here, but for the one that everybody knows.</summary>
    private static bool IsAddress(string text) => IPAddress.TryParse(text, out _) || text.Equals("localhost", StringComparison.OrdinalIgnoreCase);

    private static string? ValueProblem(QuotaEntity entity, QuotaChange change)
    {
        if (change.Value is not { } value)
        {
            return null;
        }

        var most = change.Key switch { "producer_byte_rate" or "consumer_byte_rate" => (double)long.MaxValue, ConnectionCreationRate => int.MaxValue, _ => (double?)null };
        var isKnown = entity.Parts.ContainsKey(Ip)
            ? change.Key == ConnectionCreationRate
            : change.Key is "producer_byte_rate" or "consumer_byte_rate" or "request_percentage" or "controller_mutation_rate";
        return !isKnown ? $"Invalid configuration key {change.Key}"
            : !(value > 0) ? $"Quota {change.Key} must be greater than 0"
            : value > most ? $"Proposed value for {change.Key} is too large."
            : most is not null && value % 1.0 > 1e-6 ? $"{change.Key} cannot be a fractional value."
            : null;
    }
}
