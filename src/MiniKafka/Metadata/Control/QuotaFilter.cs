using MiniKafka.Metadata.Images;
using MiniKafka.Model;

namespace MiniKafka.Metadata.Control;

/// <summary>One demand on an entity: the kind, how its name is to match (0 exactly, 1 the default, 2 any), and the name.</summary>
internal readonly record struct QuotaFilterComponent(string EntityType, sbyte MatchType, string? Match);

/// <summary>Finds client quotas.</summary>
internal static class QuotaFilter
{
    private const sbyte AnyName = 2;

    /// <summary>The quotas of entities that meet every demand and, when strict, have no other part.</summary>
    public static Outcome Find(
        ClusterImage image,
        IReadOnlyList<QuotaFilterComponent> components,
        bool isStrict,
        out IReadOnlyList<KeyValuePair<QuotaEntity, JavaHashMap<string, double>>> found)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(components);
        found = [];
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var component in components)
        {
            if (!seen.Add(component.EntityType))
            {
                return Invalid($"Entity type {component.EntityType} cannot appear more than once in the filter.");
            }

            if (Problem(component) is { } problem)
            {
                return problem;
            }
        }

        if (components.Count > 1 && components.Any(component => component.EntityType == "ip"))
        {
            return Invalid("Invalid entity filter component combination. IP filter component should not be used with user or clientId filter component.");
        }

        found = [.. Candidates(image, components).Where(quota => (!isStrict || quota.Key.Parts.Count == components.Count) && components.All(component => IsMet(component, quota.Key)))];
        return Outcome.Success;
    }

    /// <summary>
    /// Whoever meets the demand that Kafka looks at first, in its order: it has a map of them, of which it makes a copy. It begins with demands
    /// for a certain name, of several with the first in the order of their kinds.
    /// </summary>
    private static IReadOnlyCollection<KeyValuePair<QuotaEntity, JavaHashMap<string, double>>> Candidates(ClusterImage image, IReadOnlyList<QuotaFilterComponent> components)
    {
        if (components.Count == 0)
        {
            return image.Quotas;
        }

        var first = components.OrderBy(component => component.MatchType == AnyName).ThenBy(component => component.EntityType, StringComparer.Ordinal).First();
        var kept = JavaHash.Walk([.. image.Quotas.Where(quota => IsMet(first, quota.Key))], quota => quota.Key.JavaHashCode);
        return JavaHash.Walk(kept, quota => quota.Key.JavaHashCode, JavaHash.TableOfCopy(kept.Count));
    }

    private static Outcome? Problem(QuotaFilterComponent component) => component switch
    {
        { EntityType: "" } => Invalid("Invalid empty entity type."),
        { EntityType: not ("user" or "client-id" or "ip") } => new Outcome(ErrorCode.UnsupportedVersion, $"Unsupported entity type {component.EntityType}"),
        { MatchType: < 0 or > 2 } => Invalid($"Unknown match type {component.MatchType}"),
        { MatchType: 0, Match: null } => Invalid("Request specified MATCH_TYPE_EXACT, but set match string to null."),
        { MatchType: 1, Match: not null } => Invalid("Request specified MATCH_TYPE_DEFAULT, but also specified a match string."),
        { MatchType: 2, Match: not null } => Invalid("Request specified MATCH_TYPE_SPECIFIED, but also specified a match string."),
        _ => null,
    };

    private static bool IsMet(QuotaFilterComponent component, QuotaEntity entity) =>
        entity.Parts.TryGetValue(component.EntityType, out var name)
        && component.MatchType switch { 0 => name == component.Match, 1 => name is null, _ => true };

    private static Outcome Invalid(string message) => new(ErrorCode.InvalidRequest, message);
}
