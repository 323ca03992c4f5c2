using System.Reflection;

namespace MiniKafka.ClusterTests.Replication;

/// <summary>Counts what can be reached from an object over the fields of all that lies between: what a full collection would leave of it.</summary>
internal sealed class ReachableObjects
{
    /// <summary>Through which object each was found first.</summary>
    private readonly Dictionary<object, object?> _holders = new(ReferenceEqualityComparer.Instance);
    private readonly Queue<object> _next = new();
    private readonly Dictionary<Type, FieldInfo[]> _fields = [];
    private readonly Dictionary<Type, int> _counts = [];

    /// <param name="root">Where to begin.</param>
    /// <param name="without">What is not looked into.</param>
    public ReachableObjects(object root, params Type[] without)
    {
        foreach (var type in without)
        {
            _fields[type] = [];
        }

        Visit(root, holder: null);
        while (_next.TryDequeue(out var found))
        {
            Look(found);
        }
    }

    /// <summary>How many there are, what belongs to the runtime itself left out.</summary>
    public int Count => _holders.Count;

    /// <summary>What there is more of than before, type by type.</summary>
    public IReadOnlyList<(Type Type, int More)> MoreThan(ReachableObjects before) =>
    [
        .. _counts.Select(now => (Type: now.Key, More: now.Value - before._counts.GetValueOrDefault(now.Key))).Where(type => type.More > 0).OrderByDescending(type => type.More),
    ];

    /// <summary>The types with how many there are, and how one comes to the first of them: who holds that holds the others mostly.</summary>
    public string Describe(IReadOnlyList<(Type Type, int More)> types) =>
        $"{string.Join(Environment.NewLine, types.Select(type => $"{type.More} {type.Type}"))}{Environment.NewLine}the first over {WayTo(types[0].Type)}";

    /// <summary>Over whom one reaches the object of a type that is farthest away: what should be gone is seldom held directly.</summary>
    private string WayTo(Type type)
    {
        List<string> way = [];
        for (var at = _holders.Keys.Last(found => found.GetType() == type); at is not null; at = _holders[at])
        {
            way.Add(at.GetType().ToString());
        }

        way.Reverse();
        return string.Join(" > ", way);
    }

    private void Visit(object? found, object? holder)
    {
        if (found is null or string or MemberInfo or Assembly or Module or Thread or Pointer || !_holders.TryAdd(found, holder))
        {
            return;
        }

        _next.Enqueue(found);
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
                    VisitValue(element, found);
                }
            }

            return;
        }

        LookInto(found, type, found);
    }

    private void LookInto(object found, Type type, object holder)
    {
        foreach (var field in FieldsOf(type))
        {
            VisitValue(field.GetValue(found), holder);
        }
    }

    /// <summary>A value is no object of its own: what it refers to is.</summary>
    private void VisitValue(object? value, object holder)
    {
        if (value is ValueType)
        {
            LookInto(value, value.GetType(), holder);
        }
        else
        {
            Visit(value, holder);
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
