using MiniKafka.Model;

namespace MiniKafka.Metadata.Images;

/// <summary>
/// The quotas of every entity that has some, in the order in which Apache Kafka keeps and describes them. That depends on what became of them
/// before: for each batch of changes Kafka makes its maps anew, as large as they were.
/// </summary>
internal static class ClientQuotas
{
    public static JavaHashMap<QuotaEntity, JavaHashMap<string, double>> None { get; } = new([], entity => entity.JavaHashCode);

    private static JavaHashMap<string, double> NoValues { get; } = new([], JavaHash.Of);

    /// <summary>The quotas after the changes of one batch, in the order in which they came; a value of null removes one.</summary>
    public static JavaHashMap<QuotaEntity, JavaHashMap<string, double>> Change(
        JavaHashMap<QuotaEntity, JavaHashMap<string, double>> before, IReadOnlyDictionary<QuotaEntity, Dictionary<string, double?>> changes)
    {
        // What was there is put into the new map first. Kafka notes changes by computeIfAbsent, which puts what is new before the others of its bucket.
        var after = before.Keys.Union(JavaHash.Walk([.. changes.Keys.Reverse()], entity => entity.JavaHashCode))
            .Select(entity => KeyValuePair.Create(entity, ChangeOne(before.GetValueOrDefault(entity) ?? NoValues, changes.GetValueOrDefault(entity))))
            .Where(pair => pair.Value.Count > 0);
        return new([.. after], entity => entity.JavaHashCode, JavaHash.TableFor(before.Count));
    }

    private static JavaHashMap<string, double> ChangeOne(JavaHashMap<string, double> before, Dictionary<string, double?>? changes)
    {
        if (changes is null)
        {
            return before;
        }

        var after = before.Keys.Union(JavaHash.Walk(changes.Keys, JavaHash.Of))
            .Where(key => !changes.TryGetValue(key, out var value) || value is not null)
            .Select(key => KeyValuePair.Create(key, changes.GetValueOrDefault(key) ?? before[key]));
        return new([.. after], JavaHash.Of, JavaHash.TableFor(before.Count));
    }
}
