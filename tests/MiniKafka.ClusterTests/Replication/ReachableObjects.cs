using System.Reflection;

namespace MiniKafka.ClusterTests.Replication;

/// <summary>Counts what can be reached from an object over the fields of all that lies between: what a full collection would leave of it.</summary>
internal sealed class ReachableObjects
{
    private readonly HashSet<object> _seen = new(ReferenceEqualityComparer.Instance);
    private readonly Stack<object> _next = new();
    private readonly Dictionary<Type, FieldInfo[]> _fields = [];
    private readonly Dictionary<Type, int> _counts = [];

    /// <summary>How many there are of each type, what belongs to the runtime itself and <paramref name="without"/> left out.</summary>
    public static IReadOnlyDictionary<Type, int> Count(object root, params Type[] without)
    {
        var reachable = new ReachableObjects();
        foreach (var type in without)
        {
            reachable._fields[type] = [];
        }

        reachable.Visit(root);
        while (reachable._next.TryPop(out var found))
        {
            reachable.Look(found);
        }

        return reachable._counts;
    }

    /// <summary>What there is more of, type by type.</summary>
    public static string More(IReadOnlyDictionary<Type, int> before, IReadOnlyDictionary<Type, int> after) => string.Join(
        Environment.NewLine,
        after.Select(now => (Type: now.Key, More: now.Value - before.GetValueOrDefault(now.Key))).Where(type => type.More > 0).OrderByDescending(type => type.More)
            .Select(type => $"{type.More} {type.Type}"));

    private void Visit(object? found)
    {
        if (found is null or string or MemberInfo or Assembly or Module or Thread or Pointer || !_seen.Add(found))
        {
            return;
        }

        _next.Push(found);
    }

    private void Look(object found)
    {
        var type = found.GetType();
        _counts[type] = _counts.GetValueOrDefault(type) + 1;
        if (found is Array array)
        {
            if (RefersToObjects(type.GetElementType()!))
            {
                foreach (var element in array)
                {
                    VisitValue(element);
                }
            }

            return;
        }

        LookInto(found, type);
    }

    private void LookInto(object found, Type type)
    {
        foreach (var field in FieldsOf(type))
        {
            VisitValue(field.GetValue(found));
        }
    }

    /// <summary>A value is no object of its own: what it refers to is.</summary>
    private void VisitValue(object? value)
    {
        if (value is ValueType)
        {
            LookInto(value, value.GetType());
        }
        else
        {
            Visit(value);
        }
    }

    private FieldInfo[] FieldsOf(Type type)
    {
        if (!_fields.TryGetValue(type, out var fields))
        {
            var inherited = type.BaseType is { } parent ? FieldsOf(parent) : [];
            const BindingFlags Own = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;
            _fields[type] = fields = [.. inherited, .. type.GetFields(Own).Where(field => RefersToObjects(field.FieldType))];
        }

        return fields;
    }

    private static bool RefersToObjects(Type type) => !type.IsPointer && !type.IsPrimitive && !type.IsEnum && !type.IsByRefLike;
}
